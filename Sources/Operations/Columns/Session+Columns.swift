public import SessionModel

extension Session {
    /// What this session has in a column; deadlines and ages are in milliseconds.
    ///
    /// - Parameters:
    ///   - now: The store's time.
    ///   - secrets: Which fields are hidden; nil shows them all.
    public func value(of column: ListColumn, at now: Timestamp, hiding secrets: SecretRule?) -> ColumnValue {
        switch column {
        case .payload(let column): value(at: column.path, hiding: secrets)
        case .usual(let column): value(of: column, at: now)
        }
    }

    private func value(of column: UsualColumn, at now: Timestamp) -> ColumnValue {
        switch column {
        case .ttl, .life: Self.number(deadline.moment.map { $0.milliseconds(since: now) })
        case .user: user.map { .text($0) } ?? .missing
        case .id: id.map { .text($0.short) } ?? .missing
        case .idle: Self.number(lastSeen(at: now).map { now.milliseconds(since: $0) })
        case .age: Self.number(createdAt.map { now.milliseconds(since: $0) })
        case .ip: visitorAddress.map { .text($0) } ?? .missing
        case .app: .text(writer.map { "\(format) \($0)" } ?? format)
        case .size: Self.number(Int64(record.size))
        case .from, .flags: .missing
        }
    }

    private static func number(_ number: Int64?) -> ColumnValue {
        number.map { .number(Double($0), text: String($0)) } ?? .missing
    }

    /// What stands at a path of the payload, cut where it is very long; a container is told by how much is in it.
    public func value(at path: PayloadPath, hiding secrets: SecretRule?) -> ColumnValue {
        guard let payload else { return .unreadable }
        guard let node = payload.node(at: path) else { return .missing }
        if let secrets, secrets.covers(node) { return .hidden }
        switch node.kind {
        case .number: return .number(Double(node.rawText) ?? 0, text: Self.cut(node.rawText))
        case .string: return .text(Self.cut(node.string ?? ""))
        case .boolean: return .text(node.rawText)
        case .null: return .missing
        case .object: return .text("{\(node.childCount)}")
        case .array: return .text("[\(node.childCount)]")
        }
    }

    /// More than this of a text is no value of a column.
    private static let longest = 200

    private static func cut(_ text: String) -> String {
        text.utf8.count <= longest ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest)))
    }
}
