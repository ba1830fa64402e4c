internal import CPostgreSQL
internal import SQLStore

/// A cursor in a transaction that only reads: one look at the table, whatever is written meanwhile, and no lock that a
/// writer would meet. `idle_in_transaction_session_timeout`, which every connection sets, ends one that is forgotten.
extension PostgreSQLConnection {
    /// Rows that are kept.
    struct Snapshot {
        /// How many were asked for and have not been taken; nil where the server rests.
        var asked: Int?
    }

    private static var cursor: String { "curfew_listing" }

    var hasSnapshot: Bool { snapshot != nil }

    func beginSnapshot(_ statement: SQLText) throws(SQLFailure) -> Bool {
        try run("BEGIN READ ONLY")
        do throws(SQLFailure) {
            var declaration = SQLText("DECLARE \(Self.cursor) NO SCROLL CURSOR FOR \(statement.text)")
            for value in statement.values { declaration.bind(value) }
            try run(declaration)
        } catch {
            if isUsable { _ = try? run("ROLLBACK") }
            throw error
        }
        snapshot = Snapshot()
        return true
    }

    func takeRows(
        _ count: Int, ahead: Int?, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard isUsable, let snapshot else { throw .lost("the connection is broken") }
        if snapshot.asked == nil { try ask(count) }
        let result = try answer()
        defer { cPQclear(result) }
        let found = Int(cPQntuples(result))
        if let ahead, found == snapshot.asked ?? count { try ask(ahead) }
        try read(result, row)
        return found
    }

    func endSnapshot() throws(SQLFailure) {
        if snapshot?.asked != nil { cPQclear(try answer()) }
        snapshot = nil
        try run("ROLLBACK")
    }

    private func ask(_ count: Int) throws(SQLFailure) {
        let question = "FETCH FORWARD \(count) FROM \(Self.cursor)"
        guard BoundValues([]).send(question, handle) else { throw lost() }
        snapshot?.asked = count
    }

    /// The whole answer to what was asked; to be cleared.
    private func answer() throws(SQLFailure) -> OpaquePointer {
        snapshot?.asked = nil
        let deadline = Self.now() + Int64(timeout)
        var rows: OpaquePointer?
        var failure: SQLFailure?
        while true {
            do throws(SQLFailure) {
                try wait(until: deadline)
            } catch {
                cPQclear(rows)
                throw error
            }
            guard let result = cPQgetResult(handle) else { break }
            if rows == nil, cPQresultStatus(result) == cpostgresql_tuples_ok.rawValue {
                rows = result
                continue
            }
            failure = failure ?? PostgreSQLError(result).failure(timeout: timeout)
            cPQclear(result)
        }
        if failure == nil, let rows { return rows }
        cPQclear(rows)
        try giveUp(failure ?? .lost("it gave no rows"))
    }

    /// The server has let the rows go, or the connection is lost.
    private func giveUp(_ failure: SQLFailure) throws(SQLFailure) -> Never {
        snapshot = nil
        if case .lost = failure { isBroken = true }
        if isUsable { _ = try? run("ROLLBACK") }
        // A server that ends the connection says why, and the next question finds it gone.
        guard !isUsable, case .refused(let words) = failure else { throw failure }
        throw .lost(words)
    }
}
