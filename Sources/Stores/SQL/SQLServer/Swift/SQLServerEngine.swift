internal import SQLStore
internal import SessionModel
internal import StoreKit

/// Microsoft SQL Server, 2016 and later.
struct SQLServerEngine: SQLEngine {
    let isReadOnly: Bool
    let timeout: Int
    let pollInterval: Int
    private let location: StoreAddress
    private let encryption: String?

    /// FreeTDS's words for how much of a connection is encrypted.
    static let encryptions = ["off", "request", "require", "strict"]

    /// Takes an address apart.
    init(_ opening: StoreOpening) throws(SQLFailure) {
        location = opening.address
        isReadOnly = opening.isReadOnly
        timeout = opening.timeout
        pollInterval = try PollOption.seconds(opening.address, default: 2)
        encryption = opening.address[option: "encrypt"]
        if let encryption, !Self.encryptions.contains(encryption) {
            throw .badAddress("encrypt= takes \(Self.encryptions.joined(separator: ", ")), not '\(encryption)'")
        }
    }

    var name: String { "SQL Server" }

    var address: String {
        let user = location.user.map { "\($0)@" } ?? ""
        return "mssql://\(user)\(host)\(location.path.isEmpty ? "" : "/\(location.path)")"
    }

    var subject: String { "SQL Server at \(host)" }

    var trial: String? { nil }

    func notes(_ connection: SQLServerConnection) -> [String] {
        [
            "this program's SQL Server part is tested against a double of its protocol, not against a real server",
            "SQL Server has no read-only connections: nothing but this program itself keeps it from writing between acts"
                + (isReadOnly ? "; a copy for reading only is asked for where there is one" : ""),
        ]
    }

    private var host: String {
        let name = location.hosts.first?.name ?? "localhost"
        return "\(name.contains(":") ? "[\(name)]" : name):\(location.hosts.first?.port ?? 1433)"
    }

    func connect() throws(SQLFailure) -> SQLServerConnection {
        var options = SQLServerConnection.Options()
        options.server = host
        options.user = location.user
        options.password = location.password?.revealed
        options.database = location.path.isEmpty ? nil : location.path
        options.encryption = encryption
        options.isReadOnly = isReadOnly
        options.timeout = timeout
        let connection = try SQLServerConnection(options)
        // Without its warnings a server cuts what does not fit and says nothing; the others are what writing to some
        // tables needs, and are off for this library.
        try connection.run(
            """
            SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON
            """)
        try connection.run("SET TEXTSIZE 2147483647")
        try connection.run(SQLText("SET LOCK_TIMEOUT \(timeout)"))
        return connection
    }

    func version(_ connection: SQLServerConnection) throws(SQLFailure) -> String {
        let number = try connection.text("SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))") ?? ""
        let years = ["13": "2016", "14": "2017", "15": "2019", "16": "2022", "17": "2025"]
        let year = number.split(separator: ".").first.flatMap { years[String($0)] }
        return year.map { "SQL Server \($0) (\(number))" } ?? "SQL Server \(number)"
    }

    func clock(_ connection: SQLServerConnection) throws(SQLFailure) -> Int64? {
        try connection.integer("SELECT DATEDIFF_BIG(millisecond, '1970-01-01', SYSUTCDATETIME())")
    }

    func estimatedCount(_ table: SQLTable, _ connection: SQLServerConnection) throws(SQLFailure) -> Int? {
        var statement: SQLText = """
            SELECT CAST(SUM(rows) AS bigint) FROM sys.partitions WHERE index_id IN (0, 1) AND object_id = OBJECT_ID(
            """
        add(.text(quoted(table.name)), to: &statement)
        statement += ")"
        return try connection.integer(statement).map(Int.init)
    }
}
