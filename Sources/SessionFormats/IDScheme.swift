internal import SessionModel
internal import TextCodings

/// How a framework's ids look, how they are minted, and what a cookie holds of them.
struct IDScheme: Sendable {
    /// What ids the framework accepts in a cookie.
    var shape: StemShape
    /// What an id looks like, as the end of "one has …", for people.
    var looks: String
    /// Mints an id's text.
    var mint: @Sendable (inout any RandomNumberGenerator) -> String
    /// Mints an id like one that is there, where length and alphabet are the application's choice; nil where they
    /// are not.
    var mintLike: (@Sendable (String, inout any RandomNumberGenerator) -> String)?
    /// Mints an id for what stands under a key, where it differs from place to place; nil where it does not.
    var mintBeside: (@Sendable (SessionKey, inout any RandomNumberGenerator) -> String)?
    /// What stands for an id in a record's key, where that is not the id itself.
    var digest: @Sendable (String) -> String = { $0 }
    /// The same where it differs from place to place; nil where it does not.
    var digestInLayout: (@Sendable (String, Layout) -> String)?
    /// What the cookie holds for an id of a session, where that is at hand; nil where a secret that makes it is not known.
    var cookieValue: @Sendable (String, Session?, FormatContext) -> String? = { id, _, _ in id }
    /// The id in a cookie's value, or where the chain breaks.
    var idInValue: @Sendable (String, FormatContext) throws(FormatError) -> String = {
        value, _ throws(FormatError) in value
    }

    /// Random bytes.
    static func bytes(_ count: Int, _ random: inout any RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// Random characters of an alphabet, each as likely as the others.
    static func characters(
        _ count: Int, of alphabet: String, _ random: inout any RandomNumberGenerator
    ) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[Int.random(in: letters.indices, using: &random)] })
    }

    /// A random UUID (RFC 9562, version 4), in small letters.
    static func uuid(_ random: inout any RandomNumberGenerator) -> String {
        var bytes = bytes(16, &random)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return HexText.uuid(bytes)
    }

    /// The key of an id's record in a layout.
    func key(of id: SessionID, in layout: Layout) -> SessionKey {
        layout.key(stem: stem(of: id, in: layout))
    }

    /// What stands for an id in the keys of a layout.
    func stem(of id: SessionID, in layout: Layout) -> String {
        if layout.tellsID { return id.whole }
        return digestInLayout?(id.whole, layout) ?? digest(id.whole)
    }
}
