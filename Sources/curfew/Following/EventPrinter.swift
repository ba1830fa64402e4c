internal import Operations
internal import SessionModel

/// Prints events, each as soon as it is known.
struct EventPrinter {
    let target: OpenStore
    let json: Bool
    /// Whether JSON tells why as well.
    let isExplained: Bool
    private var output = DataOutput(endsWhenClosed: true)

    init(target: OpenStore, json: Bool, isExplained: Bool) {
        self.target = target
        self.json = json
        self.isExplained = isExplained
    }

    /// Prints an event.
    mutating func print(_ event: SessionEvent) throws(Failure) {
        if json {
            if !isExplained, event.kind == .gap, let note = event.note { Notice.write("\(target.name): \(note)") }
            try output.line(event.json(store: target, isExplained: isExplained))
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
