/// What names a session to its application: a credential, since whoever has it has the session.
///
/// Interpolating an id shortens it; only `whole` gives all of it, so that a leak has to be written on purpose.
public struct SessionID: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The id in full. Print it only where the person asked for it.
    public let whole: String

    /// Creates an id from its text.
    public init(_ text: String) {
        whole = text
    }

    /// The id cut down to what tells it from its neighbours but opens nothing.
    public var short: String { Self.shorten(whole) }

    public var description: String { short }
    public var debugDescription: String { short }

    /// The first and last four characters of `text` with two dots between them; all of it when it has at most ten.
    public static func shorten(_ text: String) -> String {
        guard text.utf8.count > 10 else { return text }
        var text = text
        // The way nearly all go: ten bytes, which a string holds without any memory of its own.
        let plain: String? = text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            return String(unsafeUninitializedCapacity: 10) { short in
                for place in 0..<4 {
                    short[place] = bytes[place]
                    short[place + 6] = bytes[bytes.count - 4 + place]
                }
                (short[4], short[5]) = (UInt8(ascii: "."), UInt8(ascii: "."))
                return 10
            }
        }
        if let plain { return plain }
        guard text.unicodeScalars.count > 10 else { return text }
        let head = String.UnicodeScalarView(text.unicodeScalars.prefix(4))
        let tail = String.UnicodeScalarView(text.unicodeScalars.suffix(4))
        return "\(String(head))..\(String(tail))"
    }
}
