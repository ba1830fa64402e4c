/// A server's own connection for tests: made when first used, made anew after a failure.
struct SupportConnection: ~Copyable {
    private var connection: RESPConnection?
    private var database = 0

    mutating func send(_ commands: [RESPCommand], database: Int, to path: String) throws -> [RESPValue] {
        do {
            try open(path)
            try select(database)
            return try connection?.send(commands) ?? []
        } catch {
            close()
            throw error
        }
    }

    mutating func close() {
        connection = nil
        database = 0
    }

    private mutating func open(_ path: String) throws {
        guard connection == nil else { return }
        var fresh = try RESPConnection(path: path)
        _ = try fresh.send(["AUTH", "curfew-tests", "any"])
        connection = consume fresh
    }

    private mutating func select(_ wanted: Int) throws {
        guard wanted != database else { return }
        _ = try connection?.send(["SELECT", "\(wanted)"])
        database = wanted
    }
}
