internal import SessionModel

/// The site's visitors, and what they do next. A value: the same steps with the same numbers give the same files.
struct DemoSimulation: Hashable, Sendable {
    /// Everybody with a session, in the order of arrival.
    private(set) var visits: [DemoVisit] = []

    private static let firstVisits = 64
    private static let mostVisits = 120
    /// What is dead this long is swept away, in milliseconds.
    private static let sweepsAfter: Int64 = 8_000

    /// The visitors who are there when the site opens, their last requests spread over the past.
    mutating func open(at now: Timestamp, random: inout some RandomNumberGenerator) -> [DemoChange] {
        (0..<Self.firstVisits).map { _ in
            var visit = DemoVisit(at: now, random: &random)
            for _ in 0..<Int.random(in: 0...6, using: &random) { visit.browse(at: now, random: &random) }
            if Int.random(in: 0..<100, using: &random) < 70 { visit.logIn(random: &random) }
            visit.age(by: Int64.random(in: 0..<visit.lifetime, using: &random), random: &random)
            visits.append(visit)
            return visit.saved
        }
    }

    /// Lets a moment pass: some arrive, some click, some log in or out, and what is long dead is swept away.
    mutating func step(at now: Timestamp, random: inout some RandomNumberGenerator) -> [DemoChange] {
        var changes = sweep(at: now)
        if visits.count < Self.mostVisits, Int.random(in: 0..<100, using: &random) < 22 {
            changes += arrive(now, &random)
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) { changes += click(now, &random) }
        return changes
    }

    private mutating func arrive(_ now: Timestamp, _ random: inout some RandomNumberGenerator) -> [DemoChange] {
        let visit = DemoVisit(at: now, random: &random)
        visits.append(visit)
        return [visit.saved]
    }

    private mutating func click(_ now: Timestamp, _ random: inout some RandomNumberGenerator) -> [DemoChange] {
        guard let place = visits.indices.randomElement(using: &random), !visits[place].isDead(at: now) else {
            return []
        }
        visits[place].lastRequest = now
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45: return [visits[place].saved]
        case 45..<80: visits[place].browse(at: now, random: &random)
        case 80..<92: return logIn(place, &random)
        case 92..<96: return [visits.remove(at: place).removed]
        default: visits[place].flash = visits[place].flash == nil ? "Your cart was saved" : nil
        }
        return [visits[place].saved]
    }

    /// A login gives a fresh id, as every framework advises.
    private mutating func logIn(_ place: Int, _ random: inout some RandomNumberGenerator) -> [DemoChange] {
        guard visits[place].person == nil else { return [visits[place].saved] }
        let old = visits[place].removed
        visits[place].logIn(random: &random)
        visits[place].takeFreshID(random: &random)
        return [old, visits[place].saved]
    }

    private mutating func sweep(at now: Timestamp) -> [DemoChange] {
        let limit = now.adding(milliseconds: -Self.sweepsAfter)
        let dead = visits.filter { $0.isDead(at: limit) }
        guard !dead.isEmpty else { return [] }
        visits.removeAll { $0.isDead(at: limit) }
        return dead.map(\.removed)
    }
}
