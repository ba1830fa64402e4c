public import SessionFormats
public import SessionModel
public import StoreKit

/// Which formats wrote what is in a store, found out by a look at some of its records.
///
/// A format counts only where a record agrees with it, key and content; what none of them reads counts for none.
public struct FormatDetection: Sendable {
    /// A format that is there.
    public struct Finding: Sendable {
        /// Which.
        public var format: SessionFormat
        /// The layouts its records were found by, with the prefixes the application gave them.
        public var layouts: [Layout]
        /// How many of the records looked into are its.
        public var count: Int
    }

    /// How far a look went.
    public enum Extent: Hashable, Sendable {
        /// All keys were looked at that could be sessions.
        case all
        /// So many, the first that the store named.
        case first(Int)
        /// So many, and as none of them was a session, then some of each place in the whole store: those whose prefix a
        /// format knows beforehand, and those with a stem that looks like an id.
        case places(afterFirst: Int)
        /// The same, and as none of these was one either, then one by one the others.
        case each(afterFirst: Int)
        /// There was no time for all of that.
        case notAll(afterFirst: Int)
    }

    /// The formats that are there, in the order in which they were asked.
    public private(set) var findings: [Finding] = []
    /// Formats that only a thorough look came by: the first keys are none of theirs.
    public private(set) var rare: [Finding] = []
    /// How far the look went.
    public private(set) var extent = Extent.all

    /// How many keys are asked for.
    private static let keys = 1000
    /// How many records of each place are looked into.
    private static let samples = 20
    /// How many places are looked into at the most.
    private static let places = 50
    /// How much of a record is read, in bytes: 256 KiB.
    private static let limit = 256 << 10
    /// How many keys are kept to be looked into one by one, and how many of them at once.
    private static let room = (all: 200_000, batch: 500)
    /// How much is read of a record of these, in bytes: most sessions are smaller.
    private static let smallLimit = 4 << 10

    /// Looks into a store that was opened with all formats and their layouts. Changes nothing.
    ///
    /// Of a database of very much else the first keys may be no sessions at all: then the whole of it is gone through, for
    /// some time.
    ///
    /// - Parameters:
    ///   - patience: How long that may take.
    ///   - isThorough: Whether to go through it also where the first keys tell some formats, for others that are rare.
    public init(
        of target: OpenStore, patience: Duration = .seconds(5), isThorough: Bool = false
    ) async throws(StoreError) {
        let first = try await target.sampleKeys(Self.keys)
        findings = try await Self.findings(first.keys, target)
        shareLeads(with: first.keys)
        if first.areAll { return }
        extent = .first(first.keys.count)
        guard findings.isEmpty || isThorough else { return }
        let end = ContinuousClock.now + patience
        let sweep = KeySweep(target.context.layouts, places: Self.places, samples: Self.samples, room: Self.room.all)
        let enough = isThorough ? Int.max : Self.keys
        let second = try await target.sweepKeys(into: sweep, enough: enough, within: patience)
        let found = try await Self.findings(inAll: second.keys.likely, Self.limit, target)
        guard findings.isEmpty else {
            let names = findings.map(\.format.name)
            rare = found.filter { !names.contains($0.format.name) }
            return
        }
        findings = found
        shareLeads(with: second.keys.others)
        extent = second.areAll ? .places(afterFirst: first.keys.count) : .notAll(afterFirst: first.keys.count)
        guard findings.isEmpty, !second.keys.others.isEmpty else { return }
        let hasLookedAtAll = try await lookAtEach(second.keys.others, until: end, target)
        guard findings.isEmpty else { return }
        let areAll = second.areAll && hasLookedAtAll && !second.keys.hasLeftOut
        extent = areAll ? .each(afterFirst: first.keys.count) : .notAll(afterFirst: first.keys.count)
    }

    /// Looks into records until one is a session's or the time is over; whether all were looked into.
    private mutating func lookAtEach(
        _ keys: [SessionKey], until end: ContinuousClock.Instant, _ target: OpenStore
    ) async throws(StoreError) -> Bool {
        for start in stride(from: 0, to: keys.count, by: Self.room.batch) {
            let begun = ContinuousClock.now
            guard begun < end, !Task.isCancelled else { return false }
            let batch = Array(keys[start..<min(start + Self.room.batch, keys.count)])
            findings = try await Self.findings(inAll: batch, Self.smallLimit, target)
            if !findings.isEmpty {
                shareLeads(with: keys)
                return false
            }
            // A quarter of the time at work is three quarters at rest.
            if target.isProduction { try? await Task.sleep(for: (ContinuousClock.now - begun) * 3) }
        }
        return true
    }

    /// Notes of leads that were anybody's where one of the keys there looks like no id.
    private mutating func shareLeads(with keys: [SessionKey]) {
        for index in findings.indices {
            findings[index].layouts = findings[index].layouts.map { layout in
                guard case .keyValue(var own) = layout, own.stem.showsDrawing, own.stem.isFixed else { return layout }
                let (matcher, stem) = (KeyMatcher(own), own.stem)
                let hasOthers = keys.contains { key in
                    let start = key.bytes.withUnsafeBytes(matcher.stemStart)
                    return start.map { !stem.looksDrawn(key.bytes[$0...]) } == true
                }
                own.isShared = own.isShared || hasOthers
                return .keyValue(own)
            }
        }
    }

    private static func findings(_ keys: [SessionKey], _ target: OpenStore) async throws(StoreError) -> [Finding] {
        var places = SampledPlaces(target.context.layouts, places: Self.places, samples: samples)
        for key in keys { places.take(key) }
        return try await findings(inAll: Array(Set(places.keys)), limit, target)
    }

    private static func findings(
        inAll keys: [SessionKey], _ limit: Int, _ target: OpenStore
    ) async throws(StoreError) -> [Finding] {
        var found: [String: (layouts: [Layout], count: Int)] = [:]
        var target = target
        // Whose the sessions are tells nothing of who wrote them.
        target.context.userRule = .nobody
        for session in try await target.sessions(keys, limit: limit) {
            guard let session, session.payload != nil || session.isSealed,
                let layout = narrowed(target.context.layouts(of: session.format), to: session.key).first
            else { continue }
            found[session.format, default: ([], 0)].count += 1
            if found[session.format]?.layouts.contains(layout) == false {
                found[session.format]?.layouts.append(layout)
            }
        }
        return target.formats.compactMap { format in
            found[format.name].map { Finding(format: format, layouts: $0.layouts, count: $0.count) }
        }
    }

    /// The layouts that claim a key, with the prefix that it has.
    private static func narrowed(_ layouts: [Layout], to key: SessionKey) -> [Layout] {
        layouts.compactMap { layout in
            switch layout {
            case .keyValue(let keys): keys.narrowed(to: key).map(Layout.keyValue)
            case .files, .table, .documents, .memory: layout.claims(key) ? layout : nil
            }
        }
    }
}
