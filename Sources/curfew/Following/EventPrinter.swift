internal import Operations
internal import SessionModel

/// Prints events, each as soon as it is known.
struct EventPrinter {
    let target: OpenStore
    let json: Bool
    private var output = DataOutput()

    init(target: OpenStore, json: Bool) {
        self.target = target
        self.json = json
    }

    /// Prints an event.
    mutating func print(_ event: SessionEvent) throws(Failure) {
        if json {
            try output.line(event.json(store: target))
        } else {
            try output.line(SafeText.line(words(event)))
        }
        try output.flush()
    }

    private func words(_ event: SessionEvent) -> String {
        let name = event.key.map { target.shortName($0, id: event.id) } ?? ""
        var parts = [event.at.clockText, Self.padded(event.kind.rawValue, to: 11)]
        if !name.isEmpty { parts.append(Self.padded(name, to: 10)) }
        if let user = event.user { parts.append(user) }
        parts += event.changes.map { Payload.masked($0, by: target.secrets) }.map { change in
            "\(change.path): \(change.old ?? "nothing") -> \(change.new ?? "nothing")"
        }
        if let oldKey = event.oldKey { parts.append("was \(target.shortName(oldKey))") }
        if let note = event.note { parts.append(note) }
        return parts.joined(separator: "  ")
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
