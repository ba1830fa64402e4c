import BSON
import Glibc

/// A message of MongoDB's protocol, as it is read from a socket.
///
/// Two shapes are taken apart: OP_MSG, in which all commands and answers go, and the older pair of OP_QUERY and OP_REPLY, in
/// which drivers greet a server that they do not know yet.
struct MongoMessage {
    private(set) var bytes: [UInt8]

    /// What the number in a header means.
    enum Kind: Int32 {
        case reply = 1
        case query = 2004
        case message = 2013
    }

    /// The flag of OP_MSG with which a client lets the server answer more than once.
    private static let exhaustAllowed: Int32 = 1 << 16
    private static let headerSize = 16

    /// Reads the next one; nil where the other side has closed.
    init?(from descriptor: Int32) {
        guard let size = Self.read(4, from: descriptor) else { return nil }
        let length = Int(Self.word(size, 0))
        guard length >= Self.headerSize, length <= 100 << 20, let rest = Self.read(length - 4, from: descriptor) else {
            return nil
        }
        bytes = size + rest
    }

    /// Creates the answer to a command: OP_MSG with one document.
    init(answering request: MongoMessage, _ document: BSONDocument) {
        bytes = [0, 0, request.number, Kind.message.rawValue, 0].flatMap(Self.bytes) + [0] + document.bytes
        setLength()
    }

    /// Sends it; whether the other side took it.
    func send(to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// What kind it is; nil for one that nobody sends here.
    var kind: Kind? { Kind(rawValue: Self.word(bytes, 12)) }

    private var number: Int32 { Self.word(bytes, 4) }

    /// Whether it asks to be answered more than once.
    var allowsExhaust: Bool { kind == .message && Self.word(bytes, 16) & Self.exhaustAllowed != 0 }

    /// The command or the answer: the document of its only section of that kind, or of the older shapes.
    var body: BSONDocument? { bodyRange.flatMap { try? BSONDocument(Array(bytes[$0])) } }

    /// The documents that belong to the command's field of a name, in the body or behind it.
    func documents(of field: String) -> [BSONDocument] {
        let inside = body?[field]?.array?.compactMap(\.document) ?? []
        return inside + sequence(field)
    }

    /// The same message with another body.
    func replacing(_ body: BSONDocument) -> MongoMessage {
        guard let bodyRange else { return self }
        var message = self
        message.bytes.replaceSubrange(bodyRange, with: body.bytes)
        message.setLength()
        return message
    }

    // MARK: Taking apart

    private var bodyRange: Range<Int>? {
        switch kind {
        case .reply: document(at: 36)
        case .query: bytes[20...].firstIndex(of: 0).flatMap { document(at: $0 + 9) }
        case .message: sections.first { $0.kind == 0 }?.range
        case nil: nil
        }
    }

    private func document(at start: Int) -> Range<Int>? {
        guard start + 4 <= bytes.count else { return nil }
        let size = Int(Self.word(bytes, start))
        return size >= 5 && start + size <= bytes.count ? start..<start + size : nil
    }

    private var sections: [(kind: UInt8, range: Range<Int>)] {
        var found: [(kind: UInt8, range: Range<Int>)] = []
        var place = 20
        while place < bytes.count, let range = document(at: place + 1) {
            found.append((bytes[place], range))
            place = range.upperBound
        }
        return found
    }

    /// A section of the other kind: its size, a name, and documents one behind the other.
    private func sequence(_ name: String) -> [BSONDocument] {
        guard kind == .message else { return [] }
        var found: [BSONDocument] = []
        for section in sections where section.kind == 1 {
            let start = section.range.lowerBound + 4
            guard let end = bytes[start..<section.range.upperBound].firstIndex(of: 0),
                bytes[start..<end].elementsEqual(name.utf8)
            else { continue }
            var place = end + 1
            while place < section.range.upperBound, let range = document(at: place) {
                if let document = try? BSONDocument(Array(bytes[range])) { found.append(document) }
                place = range.upperBound
            }
        }
        return found
    }

    private mutating func setLength() { bytes.replaceSubrange(0..<4, with: Self.bytes(Int32(bytes.count))) }

    private static func word(_ bytes: [UInt8], _ place: Int) -> Int32 {
        bytes.withUnsafeBytes { Int32(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Int32.self)) }
    }

    private static func bytes(_ word: Int32) -> [UInt8] { withUnsafeBytes(of: word.littleEndian, Array.init) }

    private static func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes[filled...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard read > 0 else { return nil }
            filled += read
        }
        return bytes
    }
}
