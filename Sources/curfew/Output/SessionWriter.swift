internal import Operations
internal import SessionFormats
internal import SessionModel

/// Prints sessions one behind the other in one of the formats.
struct SessionWriter {
    private let format: OutputFormat
    private let target: OpenStore
    private let withPayload: Bool
    private let reveals: Bool
    private let now: @Sendable () -> Timestamp
    private let columns: ColumnCells
    private var output = DataOutput(endsWhenClosed: true)
    private var count = 0

    init(
        _ format: OutputFormat, of target: OpenStore, columns: [ListColumn] = [], withPayload: Bool, reveals: Bool,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.format = format
        self.target = target
        self.withPayload = withPayload
        self.reveals = reveals
        self.now = now
        self.columns = ColumnCells(columns: columns, target: target, reveals: reveals)
    }

    /// Prints what comes before the first session.
    mutating func begin() throws(Failure) {
        switch format {
        case .table: try output.line(SessionRow.heading(then: columns.heading, withPayload: withPayload))
        case .json: try output.write("[".utf8)
        case .csv: try output.line(SessionCSV.heading(withPayload: withPayload) + columns.names)
        case .jsonl, .ids: break
        }
    }

    /// Prints a session.
    mutating func write(_ session: Session) throws(Failure) {
        switch format {
        case .table:
            let row = SessionRow(session, of: target, then: columns.cells(session, at: now()), at: now())
            try output.line(row.text + (withPayload ? "  " + payload(session) : ""))
        case .json:
            try output.write((count == 0 ? "\n" : ",\n").utf8)
            try output.write(json(session).bytes)
        case .jsonl: try output.line(json(session))
        case .csv: try output.line(ofStore: SessionCSV.line(json(session)) + columns.values(session, at: now()))
        case .ids: try output.line(ofStore: name(session.key, session.id))
        }
        count += 1
    }

    /// Prints a session of which only the key is known, by its id.
    mutating func write(_ key: SessionKey) throws(Failure) {
        try output.line(ofStore: name(key, target.id(of: key)))
    }

    /// The id where it is known, else the key; as one line, and so that the operand of a verb understands it.
    private func name(_ key: SessionKey, _ id: SessionID?) -> String {
        guard key.isText, let id, !looksLikeKey(id) else { return key.lineName }
        return SessionKey(id.whole).lineName
    }

    /// Whether an id may be the key of another session, as it begins like one.
    private func looksLikeKey(_ id: SessionID) -> Bool {
        target.context.layouts.contains { !$0.prefix.isEmpty && $0.claims(SessionKey(id.whole)) }
    }

    /// Prints what comes behind the last session. How many there were is known by now, so whoever reads no more is told that
    /// by the exit code.
    mutating func end() throws(Failure) {
        output.endsWhenClosed = false
        if format == .json { try output.line(count == 0 ? "]" : "\n]") }
        try output.flush()
    }

    /// Sends what was printed on its way.
    mutating func flush() throws(Failure) { try output.flush() }

    private func json(_ session: Session) -> JSONValue {
        target.json(session, at: now(), withPayload: withPayload, reveals: reveals)
    }

    private func payload(_ session: Session) -> String {
        let text = session.payload.map { reveals ? $0.root.compact() : $0.masked(by: target.secrets) }
        return SafeText.line(text.map { String(decoding: $0, as: UTF8.self) } ?? "-")
    }
}
