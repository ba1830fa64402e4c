public import StoreKit
internal import StoreSockets

extension SQLStore {
    public func watch(_ deliver: @escaping @Sendable (StoreChange) -> Void) async throws(StoreError) {
        let follower = TableFollower(
            engine: engine, table: table, lifetime: lifetime, rights: rights, clock: .local, deliver: deliver)
        try await untilClosed(TableFollower<Engine>.action) { () async throws(StoreError) in try await follower.run() }
    }

    public func feedSetup() async throws(StoreError) -> FeedSetup? {
        try await worker.perform("examining its change feed") { connection throws(SQLFailure) in
            try engine.feedSetup(table, connection)
        }
    }

    public func installFeed() async throws(StoreError) -> FeedSetup {
        let action = "setting up its change feed"
        return try await changeFeed(action, isWanted: true) { setup throws(SQLFailure) in
            if case .impossible(let reason, let remedy) = setup.state { throw .notPermitted(reason, remedy: remedy) }
            return setup.install
        }
    }

    public func removeFeed() async throws(StoreError) -> FeedSetup {
        try await changeFeed("removing its change feed", isWanted: false) { setup throws(SQLFailure) in setup.remove }
    }

    private func changeFeed(
        _ action: String, isWanted: Bool,
        _ statements: @escaping @Sendable (FeedSetup) throws(SQLFailure) -> [String]
    ) async throws(StoreError) -> FeedSetup {
        try await act(action) { connection throws(SQLFailure) in
            let setup = try setup(connection)
            if setup.isByHand {
                if setup.isActive, isWanted { return }
                throw .notPermitted(
                    "it takes settings that only its administrator can change", remedy: setup.install.first)
            }
            for statement in try statements(setup) { try connection.run(SQLText(statement)) }
        }
        let after = try await worker.perform(action) { connection throws(SQLFailure) in try setup(connection) }
        if case .builtIn = after.state { return after }
        guard after.isActive == isWanted else {
            throw SQLFailure.refused("all statements went well, and it is \(isWanted ? "not" : "still") there")
                .inWords(while: action, on: engine.subject, trial: nil)
        }
        return after
    }

    private func setup(_ connection: Engine.Connection) throws(SQLFailure) -> FeedSetup {
        guard let setup = try engine.feedSetup(table, connection) else {
            throw .unsuitable("\(engine.name) has no change feed that could be set up", remedy: nil)
        }
        return setup
    }
}
