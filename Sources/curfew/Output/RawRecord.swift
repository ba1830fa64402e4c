internal import Operations
internal import SessionModel
internal import TerminalKit

/// A record's own bytes, hidden values masked where they stand.
struct RawRecord {
    /// How much of a record is printed at the most, in bytes: 512 MiB.
    static let readLimit = 512 << 20

    private let bytes: [UInt8]

    /// Prepares a record for printing.
    ///
    /// - Throws: Refused, where it can't be told what would have to be hidden.
    init(_ session: Session, _ target: OpenStore, reveals: Bool) throws(Failure) {
        switch session.record.content {
        case .head(let content):
            throw Failure(
                .failed,
                "The record has \(session.record.size) bytes, of which only the first \(content.count) can be read.")
        case .bytes(let content):
            bytes = try reveals || Self.isPlain(session, target) ? content : Self.masked(content, target)
        case .foreign(let kind):
            throw Failure(
                .failed, "\(target.shortName(session.key, id: session.id)) is a \(kind), whose bytes can't be shown.")
        }
    }

    /// Whether nothing would have to be hidden, in whichever way the payload is written.
    private static func isPlain(_ session: Session, _ target: OpenStore) -> Bool {
        guard let payload = session.payload, session.record.content.bytes != nil else { return false }
        return !payload.allNodes.contains(where: target.secrets.hides)
    }

    private static func masked(_ content: [UInt8], _ target: OpenStore) throws(Failure) -> [UInt8] {
        guard let record = try? Payload(parsing: content) else {
            throw Failure(
                .refused, "The record is no JSON, so what is to be hidden in it can't be; --reveal shows it as it is.")
        }
        var masked: [UInt8] = []
        var place = 0
        for node in record.allNodes where node.valueRange.lowerBound >= place && target.secrets.hides(node) {
            masked += content[place..<node.valueRange.lowerBound] + Array("\"\(SecretRule.mask)\"".utf8)
            place = node.valueRange.upperBound
        }
        return masked + content[place...]
    }

    /// Prints the bytes and nothing else; on a terminal with everything made visible that is not plain.
    func print() throws(Failure) {
        var output = DataOutput()
        guard !DataOutput.isSeen else {
            for line in bytes.split(separator: 10) { try output.line(Printable.text(fromBytes: line)) }
            return try output.flush()
        }
        try output.write(bytes)
        try output.flush()
    }
}
