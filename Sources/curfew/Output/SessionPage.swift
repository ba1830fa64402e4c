internal import Operations
internal import SessionModel

/// One session for a person to read, or as JSON.
struct SessionPage {
    let target: OpenStore
    let reveals: Bool
    let now: Timestamp

    /// Prints the object of one session, or an array of several.
    func printJSON(_ sessions: [Session]) throws(Failure) {
        let values = sessions.map { target.json($0, at: now, withPayload: true, reveals: reveals) }
        var output = DataOutput()
        if let value = values.first, values.count == 1 {
            try output.line(value)
        } else {
            try output.line(.array(values))
        }
        try output.flush()
    }

    /// Prints the session in words.
    func print(_ session: Session) throws(Failure) {
        var output = DataOutput()
        for line in lines(session) { try output.line(SafeText.line(line)) }
        try output.line("")
        try output.write(payload(session))
        try output.flush()
    }

    private func lines(_ session: Session) -> [String] {
        let time = target.storeTime(now)
        var facts: [(String, String)] = [
            ("Session", target.shortName(session.key, id: session.id)),
            ("Key", key(session)),
            ("Store", target.name),
            ("Format", session.writer.map { "\(session.format), as \($0) writes it" } ?? session.format),
            ("User", session.user ?? "none"),
            ("State", session.state(at: time).rawValue),
        ]
        facts += session.clocks.map { clock in
            let mark = clock == session.diesBy ? ", ends it" : ""
            return ("Clock", "\(clock.source): \(moment(clock.deadline, time))\(mark)")
        }
        if let created = session.createdAt { facts.append(("Created", ago(created, time))) }
        if let seen = session.lastSeen(at: time) { facts.append(("Last seen", ago(seen, time))) }
        facts.append(("Size", ByteCount.format(session.record.size)))
        if let reason = session.viewOnlyReason { facts.append(("View only", reason)) }
        facts += session.notes.map { ("Note", $0) }
        return facts.map { name, value in name + String(repeating: " ", count: max(1, 11 - name.count)) + value }
    }

    /// The key as it is where it opens nothing, and cut short where it holds the id.
    private func key(_ session: Session) -> String {
        guard let id = target.id(of: session.key) else { return session.key.text }
        return session.key.text.replacing(id.whole, with: id.short)
    }

    private func moment(_ deadline: Deadline, _ time: Timestamp) -> String {
        guard let moment = deadline.moment else { return "never" }
        let left = moment.milliseconds(since: time)
        let words =
            left >= 0
            ? "in \(DurationText.format(milliseconds: left))"
            : "\(DurationText.compact(milliseconds: -max(left, -.max))) ago"
        return "\(words) (\(moment.iso8601))"
    }

    private func ago(_ moment: Timestamp, _ time: Timestamp) -> String {
        "\(DurationText.compact(milliseconds: time.milliseconds(since: moment))) ago (\(moment.iso8601))"
    }

    private func payload(_ session: Session) -> [UInt8] {
        switch session.content {
        case .unreadable(let reason): return Array((SafeText.line(reason) + "\n").utf8)
        case .payload(let payload):
            let shown = reveals ? payload : (try? Payload(parsing: payload.masked(by: target.secrets))) ?? payload
            let lines = String(decoding: shown.root.pretty(), as: UTF8.self).split(separator: "\n")
            return Array((lines.map { SafeText.line(String($0)) }.joined(separator: "\n") + "\n").utf8)
        }
    }
}
