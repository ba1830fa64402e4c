/// Names what answers where memcached was expected.
enum Impostor {
    /// What the first bytes of an answer look like, for a person.
    static func name(_ bytes: some Collection<UInt8>) -> String {
        let beginning = String(decoding: bytes.prefix(40), as: UTF8.self)
        if beginning.hasPrefix("HTTP/") { return "a web server answers (\(firstLine(beginning)))" }
        if beginning.hasPrefix("SSH-") { return "an SSH server answers (\(firstLine(beginning)))" }
        if beginning.hasPrefix("-") { return "Redis answers, or something like it" }
        if beginning.hasPrefix("220") { return "a mail or file server answers (\(firstLine(beginning)))" }
        let printable = beginning.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "." : String($0) }
        return "the answer \"\(printable.joined())\" is not in memcached's protocol"
    }

    private static func firstLine(_ text: String) -> Substring {
        text.unicodeScalars.firstIndex { $0 == "\r" || $0 == "\n" }.map { text[..<$0] } ?? text[...]
    }
}
