public import SessionModel

/// Two moments of a life, field by field; hidden values stay hidden.
public struct LifeComparison: Hashable, Sendable {
    /// The earlier one.
    public let old: LifeMoment
    /// The later one.
    public let new: LifeMoment
    /// The fields that differ, masked; none where one payload is not there.
    public let changes: [FieldChange]
    /// Whether more fields differ than are listed.
    public let isCut: Bool
    /// Why the payloads can't be compared, in a sentence; nil where they are.
    public let problem: String?

    private static let mostChanges = 500

    /// Compares two moments, whichever is named first.
    public init(_ one: LifeMoment, _ other: LifeMoment, hiding secrets: SecretRule) {
        old = one.number <= other.number ? one : other
        new = one.number <= other.number ? other : one
        guard let before = old.parsed, let after = new.parsed else {
            changes = []
            isCut = false
            problem = Self.problem(old.payload == nil ? old : new)
            return
        }
        let found = before.differences(to: after, limit: Self.mostChanges + 1)
        changes = found.prefix(Self.mostChanges).map { Payload.masked($0, by: secrets) }
        isCut = found.count > Self.mostChanges
        problem = nil
    }

    private static func problem(_ moment: LifeMoment) -> String {
        let when = moment.event.at.iso8601
        return moment.isEnd
            ? "At \(when) it was gone, so there is nothing to compare; take the moment before."
            : "What it held at \(when) is not kept: it was not read then, or it was large, or too long ago."
    }
}

extension LifeMoment {
    fileprivate var parsed: Payload? { payload.flatMap { try? Payload(parsing: $0) } }
}
