import TestSupport

extension RedisDatabase {
    /// Puts in a session as Tina4 for Python writes it, and gives back its key.
    @discardableResult
    func add(
        _ start: String, _ payload: KeyValuePairs<String, String> = ["user_id": "7"], seconds: Int = 600
    ) throws -> String {
        let id = Shop.id(start)
        let key = "tina4:session:\(id)"
        try command(["SET", key, Tina4Record.pythonValue(id: id, payload).text, "EX", "\(seconds)"])
        return key
    }

    /// What a key holds, and when it ends.
    func state(of key: String) throws -> [RESPValue] {
        [try command(["GET", key]), try command(["PEXPIRETIME", key])]
    }

    /// The console on this database, opened and listed.
    func console(
        _ options: String..., home: TemporaryDirectory? = nil, environment: [String: String] = [:], columns: Int = 80,
        rows: Int = 24
    ) async throws -> ScreenSession {
        let screen = try ScreenSession(
            curfew: [url] + options, environment: environment, home: home, columns: columns, rows: rows)
        try await screen.lists(Int(try command(["DBSIZE"]).number ?? 0))
        return screen
    }
}
