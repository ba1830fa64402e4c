internal import CPostgreSQL
internal import SQLStore

/// A binary COPY of a statement's rows: the server sends on while they are read, for about half of its work for a cursor.
/// It goes as fast as both can, so that none is begun where there are to be pauses.
extension PostgreSQLConnection {
    /// What a listing's statement has for cells.
    private static var listed: [Oid] {
        [BoundValues.TypeID.text, BoundValues.TypeID.fraction, BoundValues.TypeID.text, BoundValues.TypeID.bytes]
    }

    func beginCopy(_ statement: SQLText) throws(SQLFailure) {
        try run("BEGIN READ ONLY")
        do throws(SQLFailure) {
            // It would count for all rows; we ourselves wait no longer than that for any batch of them.
            try run("SET LOCAL statement_timeout = 0")
            try sendCopy(statement)
        } catch {
            if isUsable { _ = try? run("ROLLBACK") }
            throw error
        }
        snapshot = .copy(CopiedRow(types: Self.listed))
    }

    private func sendCopy(_ statement: SQLText) throws(SQLFailure) {
        guard BoundValues([]).send("COPY (\(statement.text)) TO STDOUT (FORMAT binary)", handle) else { throw lost() }
        try wait(until: Self.now() + Int64(timeout))
        guard let result = cPQgetResult(handle) else { throw lost() }
        defer { cPQclear(result) }
        guard cPQresultStatus(result) != cpostgresql_copy_out.rawValue else { return }
        try finishResults()
        throw PostgreSQLError(result).failure(timeout: timeout)
    }

    /// Takes the next rows of a COPY, at most so many; fewer are the last.
    func takeCopied(
        _ count: Int, _ reader: CopiedRow, row: ([SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int {
        var reader = reader
        defer { if case .copy? = snapshot { snapshot = .copy(reader) } }
        let deadline = Self.now() + Int64(timeout)
        var found = 0
        while found < count {
            var bytes: UnsafeMutablePointer<CChar>?
            let size = cPQgetCopyData(handle, &bytes, 1)
            defer { cPQfreemem(bytes) }
            switch size {
            case 0: try receive(until: deadline)
            case 1...:
                let message = UnsafeRawBufferPointer(start: bytes, count: Int(size))
                switch reader.read(message) {
                case .row:
                    found += 1
                    try row(reader.cells)
                case .end: break
                case .garbled:
                    isBroken = true
                    throw .lost("its rows make no sense")
                }
            case -1:
                snapshot = .over
                try finishResults(until: deadline)
                return found
            default: throw lost()
            }
        }
        return found
    }

    /// Takes what is left of the answer; throws what went wrong in it.
    private func finishResults(until deadline: Int64? = nil) throws(SQLFailure) {
        let deadline = deadline ?? Self.now() + Int64(timeout)
        var failure: SQLFailure?
        while true {
            try wait(until: deadline)
            guard let result = cPQgetResult(handle) else { break }
            if cPQresultStatus(result) != cpostgresql_command_ok.rawValue {
                failure = failure ?? PostgreSQLError(result).failure(timeout: timeout)
            }
            cPQclear(result)
        }
        if let failure { try giveUp(failure) }
    }
}
