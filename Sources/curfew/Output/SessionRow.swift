internal import Operations
internal import SessionModel
internal import TerminalKit

/// A session as a line of the table; ids are shortened.
struct SessionRow {
    /// The line.
    let text: String

    private struct Column {
        let title: String
        let width: Int
        var alignment = TextAlignment.left
    }

    private static let columns = [
        Column(title: "DIES IN", width: 9, alignment: .right), Column(title: "USER", width: 24),
        Column(title: "ID", width: 12), Column(title: "STATE", width: 10),
        Column(title: "SIZE", width: 9, alignment: .right), Column(title: "SEEN", width: 7, alignment: .right),
        Column(title: "FORMAT", width: 16),
    ]

    /// The line above the first session; `more` stands over columns that were asked for.
    static func heading(then more: String = "", withPayload: Bool) -> String {
        line(columns.map(\.title), then: more) + (withPayload ? "  PAYLOAD" : "")
    }

    /// - Parameter more: What the session has in columns that were asked for.
    init(_ session: Session, of target: OpenStore, then more: String = "", at now: Timestamp) {
        let time = target.storeTime(now)
        let idle = session.lastSeen(at: time).map { time.milliseconds(since: $0) }
        text = Self.line(
            [
                Self.remaining(session, at: time), session.user ?? "-", target.shortName(session.key, id: session.id),
                session.state(at: time).rawValue, ByteCount.format(session.record.size),
                idle.map { DurationText.compact(milliseconds: $0) } ?? "-",
                session.writer.map { "\(session.format) \($0)" } ?? session.format,
            ], then: more)
    }

    private static func remaining(_ session: Session, at time: Timestamp) -> String {
        if session.clocks.isEmpty, session.payload == nil { return "?" }
        return session.deadline.moment.map { DurationText.format(milliseconds: $0.milliseconds(since: time)) }
            ?? "never"
    }

    private static func line(_ texts: [String], then more: String) -> String {
        let cells = zip(columns, texts).map { column, text in
            TextWidth.fit(SafeText.line(text), to: column.width, alignment: column.alignment)
        }
        var line = cells.joined(separator: "  ") + more
        while line.last == " " { line.removeLast() }
        return line
    }
}
