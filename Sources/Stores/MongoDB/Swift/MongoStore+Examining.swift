internal import BSON
internal import CMongo
internal import SessionModel
public import StoreKit
internal import StoreSockets

extension MongoStore {
    public var abilities: StoreAbilities {
        get async {
            if let known = memory.abilities { return known }
            return (try? await examine().abilities) ?? .reading.subtracting(.push)
        }
    }

    public func examine() async throws(StoreError) -> StoreExamination {
        let found = try await worker.perform("examining it") { connection throws(MongoFailure) in
            try examination(connection)
        }
        memory.abilities = found.abilities
        return found
    }

    private func examination(_ connection: MongoConnection) throws(MongoFailure) -> StoreExamination {
        let facts = try connection.facts()
        try learnPlace(connection)
        memory.commands = Commands(place: place, server: facts, timeout: target.timeout)
        let version = try connection.run(["buildInfo": 1], on: "admin", cmongo_read)["version"]?.string ?? "?"
        let (skew, roundTrip) = try clock(connection)
        var restrictions = try ownRestrictions(facts) + Rights(place: place).restrictions(connection)
        let feed = try feed(connection, facts)
        if let reason = feed.reason { restrictions.append(.init(.push, reason: reason, remedy: feed.remedy)) }
        let denied = restrictions.reduce(into: StoreAbilities()) { $0.formUnion($1.ability) }
        var examination = StoreExamination(
            version: "MongoDB \(version)\(Self.words(facts.topology))",
            abilities: StoreAbilities.all.subtracting(denied), restrictions: restrictions, feed: feed.kind,
            clockSkew: skew, roundTrip: roundTrip, estimatedCount: try estimatedCount(connection))
        // It may have been made since, and hold nothing yet.
        if !memory.isPlaceThere, try !search.isThere(place.collection, place.database, connection) {
            examination.emptiness =
                "The database \(place.database) has no collection \(place.collection) yet; its application makes it with "
                + "the first session."
        }
        return examination
    }

    private static func words(_ topology: ServerFacts.Topology) -> String {
        switch topology {
        case .alone: ", alone"
        case .replicaSet(let name): ", replica set \(name)"
        case .sharded: ", sharded cluster"
        }
    }

    private func ownRestrictions(_ facts: ServerFacts) throws(MongoFailure) -> [StoreExamination.Restriction] {
        let acts = StoreAbilities.all.subtracting(.reading)
        if isReadOnly { return [.init(acts, reason: "it was opened read-only", remedy: nil)] }
        guard case .replicaSet(let name) = facts.topology, !facts.isWritable, target.looksOnce else { return [] }
        return [
            .init(
                acts, reason: "this server holds a copy and takes no writes",
                remedy: "Use the address of the whole set: …/?replicaSet=\(name)")
        ]
    }

    private func clock(_ connection: MongoConnection) throws(MongoFailure) -> (skew: Int64, roundTrip: Double) {
        var clocks = ClockComparison()
        var shortest = Double.infinity
        for _ in 0..<3 {
            let beginning = LocalClock.monotonic()
            let start = LocalClock.milliseconds()
            let there = try connection.facts().time
            clocks.take(there, between: start, and: LocalClock.milliseconds())
            shortest = min(shortest, Double(LocalClock.monotonic() - beginning) / 1e6)
        }
        // It tells whole milliseconds.
        return (clocks.skew(coarseness: 1), shortest)
    }

    /// How changes become known: found out by trying, since more than one thing can be in the way.
    func feed(_ connection: MongoConnection, _ facts: ServerFacts) throws(MongoFailure) -> FeedChoice {
        if let known = memory.feed { return known }
        let choice = try triedFeed(connection, facts)
        memory.feed = choice
        return choice
    }

    private func triedFeed(_ connection: MongoConnection, _ facts: ServerFacts) throws(MongoFailure) -> FeedChoice {
        let polling = FeedKind.poll(seconds: target.pollInterval)
        if !place.isKeyUnique {
            return FeedChoice(
                kind: polling, reason: "a removed document is named by its _id, and sessions here by their \(place.id)")
        }
        guard facts.hasChangeStreams else {
            return FeedChoice(
                kind: polling, reason: "only replica sets tell of changes, and this server is alone",
                remedy: "mongod --replSet rs0, then once: rs.initiate()")
        }
        do throws(MongoFailure) {
            _ = try ChangeFollower(place: place).open(connection, after: nil)
            return .changeStream
        } catch {
            if error.breaksConnection { throw error }
            let words = error.inWords(while: "following changes", on: target).detail
            return FeedChoice(
                kind: polling, reason: words, remedy: "Ask for the right changeStream, which the role read has.")
        }
    }
}
