internal import CPostgreSQL
internal import SQLStore

/// A transaction that only reads: one look at the table, whatever is written meanwhile, and no lock that a writer would
/// meet. With pauses between its batches it is a cursor, which `idle_in_transaction_session_timeout`, that every
/// connection sets, ends when it is forgotten; without any a COPY.
extension PostgreSQLConnection {
    /// Rows that are kept.
    enum Snapshot {
        /// By a cursor; how many were asked for and have not been taken, nil where the server rests.
        case cursor(asked: Int?)
        /// By a COPY under way.
        case copy(CopiedRow)
        /// By a COPY that has ended.
        case over
    }

    private static var cursor: String { "curfew_listing" }

    var hasSnapshot: Bool { snapshot != nil }

    func beginSnapshot(_ statement: SQLText, rests: Bool) throws(SQLFailure) -> Bool {
        // A COPY takes no values.
        if rests || !statement.values.isEmpty {
            try beginCursor(statement)
        } else {
            try beginCopy(statement)
        }
        return true
    }

    private func beginCursor(_ statement: SQLText) throws(SQLFailure) {
        try run("BEGIN READ ONLY")
        do throws(SQLFailure) {
            var declaration = SQLText("DECLARE \(Self.cursor) NO SCROLL CURSOR FOR \(statement.text)")
            for value in statement.values { declaration.bind(value) }
            try run(declaration)
        } catch {
            if isUsable { _ = try? run("ROLLBACK") }
            throw error
        }
        snapshot = .cursor(asked: nil)
    }

    func takeRows(
        _ count: Int, ahead: Int?, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        guard isUsable, let snapshot else { throw .lost("the connection is broken") }
        switch snapshot {
        case .cursor(let asked): return try fetch(count, asked: asked, ahead: ahead, row: row)
        case .copy(let reader): return try takeCopied(count, reader, row: row)
        case .over: return 0
        }
    }

    private func fetch(
        _ count: Int, asked: Int?, ahead: Int?, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        if asked == nil { try ask(count) }
        let result = try answer()
        defer { cPQclear(result) }
        let found = Int(cPQntuples(result))
        if let ahead, found == asked ?? count { try ask(ahead) }
        try read(result, row)
        return found
    }

    func endSnapshot() throws(SQLFailure) {
        if case .cursor(.some) = snapshot { cPQclear(try answer()) }
        snapshot = nil
        try run("ROLLBACK")
    }

    private func ask(_ count: Int) throws(SQLFailure) {
        let question = "FETCH FORWARD \(count) FROM \(Self.cursor)"
        guard BoundValues([]).send(question, handle) else { throw lost() }
        snapshot = .cursor(asked: count)
    }

    /// The whole answer to what was asked; to be cleared.
    private func answer() throws(SQLFailure) -> OpaquePointer {
        snapshot = .cursor(asked: nil)
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
    func giveUp(_ failure: SQLFailure) throws(SQLFailure) -> Never {
        snapshot = nil
        if case .lost = failure { isBroken = true }
        if isUsable { _ = try? run("ROLLBACK") }
        // A server that ends the connection says why, and the next question finds it gone.
        guard !isUsable, case .refused(let words) = failure else { throw failure }
        throw .lost(words)
    }
}
