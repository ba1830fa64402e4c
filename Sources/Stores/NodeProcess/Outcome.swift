internal import SessionModel

/// What the agent says came of a change.
enum Outcome {
    case done(MemoryRecord)
    case changed(MemoryRecord)
    case gone
    case occupied
    case expired

    /// Reads an answer: a word, and the record that goes with it.
    init(_ node: PayloadNode) throws(NodeFailure) {
        let parts = Array(node.children)
        let record = parts.count > 1 ? MemoryRecord(Array(parts[1].children)[...]) : nil
        switch (parts.first?.string, record) {
        case ("done", .some(let record)): self = .done(record)
        case ("changed", .some(let record)): self = .changed(record)
        case ("gone", _): self = .gone
        case ("occupied", _): self = .occupied
        case ("expired", _): self = .expired
        default: throw .garbled("an answer that says nothing")
        }
    }
}
