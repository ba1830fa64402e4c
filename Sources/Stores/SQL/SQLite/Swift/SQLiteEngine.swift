internal import Glibc
internal import SQLStore
internal import SessionModel
internal import StoreKit

/// SQLite 3, in a file.
struct SQLiteEngine: SQLEngine {
    let path: String
    let isReadOnly: Bool
    let timeout: Int
    let pollInterval: Int

    /// Takes an address apart.
    init(_ opening: StoreOpening) throws(SQLFailure) {
        path = opening.address.path
        isReadOnly = opening.isReadOnly
        timeout = opening.timeout
        pollInterval = try PollOption.seconds(opening.address, default: 1)
    }

    var name: String { "SQLite" }
    var address: String { "sqlite:\(path)" }
    var fixedAddress: String {
        guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return address }
        defer { free(directory) }
        return "sqlite:\(String(cString: directory))/\(path)"
    }
    var subject: String { "SQLite at \(path)" }
    var trial: String? { nil }

    func connect() throws(SQLFailure) -> SQLiteConnection {
        try checkFile()
        // A name that means something else to SQLite is kept a path.
        let file = path.hasPrefix("/") ? path : "./\(path)"
        let connection = try SQLiteConnection(path: file, isReadOnly: isReadOnly, timeout: timeout)
        try connection.run("PRAGMA query_only = 1")
        return connection
    }

    private func checkFile() throws(SQLFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreachable(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unsuitable("it is no file", remedy: "Name the database's file: sqlite:PATH.")
        }
        guard access(path, R_OK) == 0 else {
            throw .notPermitted(String(cString: strerror(errno)), remedy: "Check the rights of the file.")
        }
    }

    // MARK: Catalogue

    func facts(of table: String, _ connection: SQLiteConnection) throws(SQLFailure) -> SQLTableFacts? {
        var find: SQLText =
            "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = "
        add(.text(table.lowercased()), to: &find)
        var found: (name: String, type: String)?
        try connection.run(find) { cells throws(SQLFailure) in
            guard let name = cells[0].string, found == nil || name == table else { return }
            found = (name, cells[1].string ?? "")
        }
        guard let found else { return nil }
        let kind: SQLTableFacts.Kind = found.type == "table" ? .table : .other(found.type)
        var columns: [SQLTable.Column] = []
        var keys: [String] = []
        try connection.run(SQLText("PRAGMA table_info(\(quoted(found.name)))")) { cells throws(SQLFailure) in
            guard let name = cells[1].string else { return }
            columns.append(SQLTable.Column(name: name, type: cells[2].string?.lowercased() ?? ""))
            if cells[5].integer ?? 0 > 0 { keys.append(name) }
        }
        var unique = try uniqueColumns(found.name, connection)
        if keys.count == 1 { unique.formUnion(keys) }
        return SQLTableFacts(name: found.name, kind: kind, columns: columns, uniqueColumns: unique)
    }

    private func uniqueColumns(_ table: String, _ connection: SQLiteConnection) throws(SQLFailure) -> Set<String> {
        var indexes: [String] = []
        try connection.run(SQLText("PRAGMA index_list(\(quoted(table)))")) { cells throws(SQLFailure) in
            // A partial index says nothing of the rows outside it.
            if cells[2].integer == 1, cells[4].integer == 0, let name = cells[1].string { indexes.append(name) }
        }
        var found: Set<String> = []
        for index in indexes {
            var columns: [String] = []
            try connection.run(SQLText("PRAGMA index_info(\(quoted(index)))")) { cells throws(SQLFailure) in
                columns.append(cells[2].string ?? "")
            }
            if columns.count == 1 { found.formUnion(columns) }
        }
        return found
    }

    func check(_ table: SQLTable, _ connection: SQLiteConnection) throws(SQLFailure) {
        let encoding = try connection.text("PRAGMA encoding") ?? "UTF-8"
        guard encoding == "UTF-8" else {
            throw .unsuitable(
                "its text is kept as \(encoding), and only UTF-8 can be compared byte by byte", remedy: nil)
        }
        // What is declared is no more than a hint here, but it tells two frameworks apart.
        let isDate = ["date", "time"].contains(where: table.expiry.type.contains)
        guard isDate == table.unit.isDateText else {
            let type = table.expiry.type.isEmpty ? "column of no type" : table.expiry.type
            throw .unsuitable("its column \(table.expiry.name) is a \(type), and no \(table.momentWords)", remedy: nil)
        }
    }

    func version(_ connection: SQLiteConnection) throws(SQLFailure) -> String {
        "SQLite \(try connection.text("SELECT sqlite_version()") ?? "")"
    }

    func clock(_ connection: SQLiteConnection) throws(SQLFailure) -> Int64? { nil }

    func estimatedCount(_ table: SQLTable, _ connection: SQLiteConnection) throws(SQLFailure) -> Int? {
        // Of all rows it would read each page of the table; of all keys but numbers and none those of their index.
        try connection.integer(
            SQLText("SELECT count(*) FROM \(quoted(table.name)) WHERE \(quoted(table.key.name)) >= ''")
        ).map(Int.init)
    }

    /// Rows are kept in the order of their numbers, and its keys are an index beside them: by the key each row is somewhere
    /// else in the file.
    func rowNumber(of table: SQLTable, _ connection: SQLiteConnection) throws(SQLFailure) -> String? {
        let columns = (table.ownColumns + table.others).map { $0.name.lowercased() }
        guard let name = ["rowid", "oid", "_rowid_"].first(where: { !columns.contains($0) }) else { return nil }
        do throws(SQLFailure) {
            try connection.run(SQLText("SELECT \(name) FROM \(quoted(table.name)) LIMIT 0"))
            return name
        } catch .refused {
            // A table without numbers, which keeps its rows in the order of the key.
            return nil
        }
    }

    func restrictions(
        _ table: SQLTable, _ connection: SQLiteConnection
    ) throws(SQLFailure) -> [StoreExamination.Restriction] {
        guard !isReadOnly else { return [] }
        let acts: StoreAbilities = [.edit, .end, .setDeadline, .move, .restore]
        if connection.isReadOnly || access(path, W_OK) != 0 {
            return [.init(acts, reason: "the file can't be written to", remedy: "chmod u+w \(path)")]
        }
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard access(directory, W_OK) == 0 else {
            return [
                .init(
                    acts, reason: "the directory can't be written to, where SQLite keeps its journal",
                    remedy: "chmod u+w \(directory)")
            ]
        }
        return []
    }
}
