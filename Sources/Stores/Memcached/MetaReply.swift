/// The first line of an answer to a meta command.
struct MetaReply: Hashable {
    /// What it says.
    enum Code: Hashable {
        /// A value follows, of so many bytes.
        case value(Int)
        /// Done, or found.
        case done
        /// There is no such item.
        case missing
        /// Not stored: there is one already.
        case notStored
        /// Another one is there now.
        case exists
    }

    /// What it says.
    var code: Code
    /// The remaining time in seconds; -1 never ends.
    var remaining: Int64 = -1
    /// The client's own flags.
    var flags: UInt32 = 0
    /// The number of this state of the item.
    var cas: UInt64 = 0
    /// The size of the value in bytes.
    var size = 0

    /// Reads a line; an error line is thrown.
    init(_ line: UnsafeRawBufferPointer) throws(MemcachedFailure) {
        var words = Words(line)
        guard let name = words.next() else { throw .garbled("an empty answer") }
        if name.elementsEqual("VA".utf8) {
            guard let size = words.next().flatMap({ Int(String(decoding: $0, as: UTF8.self)) }) else {
                throw .garbled("a value without its length")
            }
            code = .value(size)
            self.size = size
        } else {
            code = try Self.code(name, line)
        }
        while let word = words.next() { take(word) }
    }

    private static func code(
        _ name: Slice<UnsafeRawBufferPointer>, _ line: UnsafeRawBufferPointer
    ) throws(MemcachedFailure) -> Code {
        switch String(decoding: name, as: UTF8.self) {
        case "HD", "OK": return .done
        case "EN", "NF": return .missing
        case "NS": return .notStored
        case "EX": return .exists
        case "ERROR", "CLIENT_ERROR", "SERVER_ERROR": throw .refused(String(decoding: line, as: UTF8.self))
        default: throw .garbled(Impostor.name(line))
        }
    }

    private mutating func take(_ word: Slice<UnsafeRawBufferPointer>) {
        let text = String(decoding: word.dropFirst(), as: UTF8.self)
        switch word.first {
        case UInt8(ascii: "t"): remaining = min(Int64(text) ?? -1, ServerSeconds.most)
        case UInt8(ascii: "f"): flags = UInt32(text) ?? 0
        case UInt8(ascii: "c"): cas = UInt64(text) ?? 0
        case UInt8(ascii: "s"): size = Int(text) ?? 0
        case nil, .some: break
        }
    }
}

/// The words of a line, one after the other.
private struct Words {
    private var rest: Slice<UnsafeRawBufferPointer>

    init(_ line: UnsafeRawBufferPointer) { rest = line[...] }

    mutating func next() -> Slice<UnsafeRawBufferPointer>? {
        rest = rest.drop { $0 == 32 }
        guard !rest.isEmpty else { return nil }
        let word = rest.prefix { $0 != 32 }
        rest = rest[word.endIndex...]
        return word
    }
}
