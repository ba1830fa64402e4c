internal import SQLStore
internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Firebird, from 3 on.
struct FirebirdEngine: SQLEngine {
    let isReadOnly: Bool
    let timeout: Int
    let pollInterval: Int
    private let location: StoreAddress

    /// Takes an address apart.
    init(_ opening: StoreOpening) throws(SQLFailure) {
        location = opening.address
        isReadOnly = opening.isReadOnly
        timeout = opening.timeout
        pollInterval = try PollOption.seconds(opening.address, default: 2)
        guard !location.path.isEmpty else {
            throw .badAddress("it names no database: firebird://HOST/ALIAS, or firebird://HOST//PATH")
        }
    }

    var name: String { "Firebird" }

    var address: String {
        let user = location.user.map { "\($0)@" } ?? ""
        return "firebird://\(user)\(host)/\(location.path)"
    }

    var subject: String { "Firebird at \(host)" }

    var trial: String? { "isql-fb \(database)" }

    private var port: UInt16 { location.hosts.first?.port ?? 3050 }

    private var hostName: String {
        let name = location.hosts.first?.name ?? "localhost"
        return name.contains(":") ? "[\(name)]" : name
    }

    private var host: String { "\(hostName):\(port)" }

    /// The database as the client library takes it.
    private var database: String { "\(hostName)/\(port):\(location.path)" }

    func connect() throws(SQLFailure) -> FirebirdConnection {
        var options = FirebirdConnection.Options()
        options.database = database
        options.user = location.user
        options.password = location.password?.revealed
        options.role = location[option: "role"]
        options.timeout = timeout
        return try FirebirdConnection(options)
    }

    func version(_ connection: FirebirdConnection) throws(SQLFailure) -> String {
        let version = try connection.text("SELECT rdb$get_context('SYSTEM', 'ENGINE_VERSION') FROM rdb$database")
        return "Firebird \(version ?? "")"
    }

    /// Firebird 3 tells the time of its own place and not which place that is, so that it is known up to a multiple of a
    /// quarter of an hour: the nearest to the clock here.
    func clock(_ connection: FirebirdConnection) throws(SQLFailure) -> Int64? {
        let local = try connection.integer(
            """
            SELECT DATEDIFF(MILLISECOND FROM TIMESTAMP '1970-01-01 00:00:00' TO CAST('NOW' AS TIMESTAMP))
            FROM rdb$database
            """)
        guard let local, Timestamp.calendar.contains(Timestamp(milliseconds: local)) else { return nil }
        let quarter: Int64 = 900_000
        let offset = Double(local - LocalClock.milliseconds()) / Double(quarter)
        return local - Int64(offset.rounded()) * quarter
    }

    func estimatedCount(_ table: SQLTable, _ connection: FirebirdConnection) throws(SQLFailure) -> Int? {
        // How selective its key's index was when that was last counted is good enough for many rows; few are quickly
        // counted.
        var statement: SQLText = """
            SELECT CAST(MAX(1 / NULLIF(i.rdb$statistics, 0)) AS BIGINT) FROM rdb$indices i
            WHERE i.rdb$unique_flag = 1 AND i.rdb$relation_name = 
            """
        add(.text(table.name), to: &statement)
        if let estimate = try connection.integer(statement), estimate > 200_000 { return Int(estimate) }
        return try connection.integer(
            SQLText("SELECT COUNT(*) FROM (SELECT 1 AS found FROM \(quoted(table.name)) ROWS 200000)")
        ).map(Int.init)
    }

    func restrictions(
        _ table: SQLTable, _ connection: FirebirdConnection
    ) throws(SQLFailure) -> [StoreExamination.Restriction] {
        isReadOnly ? [] : try triedRestrictions(table, connection)
    }
}
