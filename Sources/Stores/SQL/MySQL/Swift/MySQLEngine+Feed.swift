internal import SQLStore
internal import StoreKit

extension MySQLEngine {
    func feedSetup(_ table: SQLTable, _ connection: MySQLConnection) throws(SQLFailure) -> FeedSetup? {
        let settings = try MySQLLogSettings(connection, table, database: location.path)
        var setup = FeedSetup(
            kind: .push("binlog"), state: .installed, install: settings.gaps.compactMap(\.statement), isByHand: true,
            effects: [
                "The binary log is read as a replica reads it: and nothing in the table"
                    + " or the database changes.",
                "The server sends the log of all its databases, and we drop what is not about \(table.name).",
                "Whoever may read the log sees every row that changes anywhere in the server.",
                "The settings are the server's, and are taken back where they were set.",
            ])
        if !MariaDBLibrary.readsLogs {
            setup.state = .impossible(
                "this machine's client library can't read a binary log", remedy: "apt install libmariadb3 (10.11 on)")
        } else if let gap = settings.gaps.first {
            setup.state = .impossible(gap.reason, remedy: gap.statement)
        }
        return setup
    }

    func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)? {
        let asking = try connect()
        let place = try MySQLLogReader.Place(table, database: location.path, asking)
        guard let position = try MySQLLogSettings(asking, table, database: location.path).position else { return nil }
        var options = options()
        options.silence = MySQLLogReader.silence
        let connection = try MySQLConnection(options)
        for setting in MySQLLogReader.settings { try connection.run(SQLText(setting)) }
        // Numbers of replicas are small; two readers with one number would end each other.
        let number = UInt32.random(in: 0x8000_0000...0xFFFF_FFF0)
        let log = try connection.log(position.file, from: position.offset, as: number)
        return try MySQLLogReader(connection, log, place) { () throws(SQLFailure) in
            guard try MySQLLogReader.Place(table, database: location.path, asking) == place else { return false }
            return try MySQLLogSettings(asking, table, database: location.path).gaps.isEmpty
        }
    }
}
