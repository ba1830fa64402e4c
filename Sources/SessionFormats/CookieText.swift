internal import SessionModel
internal import TextCodings

/// What a person pastes when asked for a cookie: a value, `name=value`, a Cookie or a Set-Cookie header, a curl command.
struct CookieText: Sendable {
    private let text: String

    /// Creates a reader of pasted text; blanks round it are dropped.
    init(_ text: String) {
        self.text = Self.trimmed((CurlCommand(text).cookies ?? text)[...])
    }

    /// The value of the cookie called `name`, percent-encoding and quotes taken off.
    ///
    /// - Throws: `FormatError` naming the cookies that are there when the wanted one is not among them.
    func value(named name: String) throws(FormatError) -> String {
        let pairs = pairs
        if let pair = pairs.first(where: { $0.name == name }) { return Self.unwrapped(pair.value) }
        let cookies = pairs.enumerated().filter { $0.offset == 0 || !Self.isAttribute($0.element) }.map(\.element)
        if cookies.count == 1, cookies[0].name.isEmpty { return Self.unwrapped(cookies[0].value) }
        guard cookies.allSatisfy({ $0.name.isEmpty }) else {
            let names = cookies.map(\.name).filter { !$0.isEmpty }
            throw FormatError(
                "There is no cookie called \"\(name)\" in it, only \(names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", "));"
                    + " paste the one that holds the session.")
        }
        guard !text.isEmpty else {
            throw FormatError("There is no cookie to look for; paste its value or a Cookie header.")
        }
        return Self.unwrapped(Self.withoutHeaderName(text))
    }

    /// The texts that give each of the cookies its turn that are there several times under one name: a browser sends those of
    /// several paths. The text alone where there are none.
    var readings: [String] {
        var values: [String: [String]] = [:]
        var names: [String] = []
        for pair in pairs where !pair.name.isEmpty {
            if values[pair.name] == nil { names.append(pair.name) }
            values[pair.name, default: []].append(pair.value)
        }
        let most = min(values.values.map(\.count).max() ?? 1, Self.mostReadings)
        guard most > 1 else { return [text] }
        return (0..<most).map { turn in
            names.map { name in
                let all = values[name] ?? []
                return "\(name)=\(all[min(turn, all.count - 1)])"
            }.joined(separator: "; ")
        }
    }

    private static let mostReadings = 20

    private var pairs: [(name: String, value: String)] { Self.pairs(in: Self.withoutHeaderName(text)) }

    /// The names of the cookies that are called so, and behind those of the ones whose name ends in one of these.
    func names(like usual: String, endingInOneOf suffixes: [String]) -> [String] {
        let names = pairs.map(\.name)
        return names.filter { $0 == usual }
            + names.filter { name in name != usual && suffixes.contains { name.hasSuffix($0) } }
    }

    /// Whether it says how a cookie is to be kept, and is none.
    private static func isAttribute(_ pair: (name: String, value: String)) -> Bool {
        attributes.contains((pair.name.isEmpty ? pair.value : pair.name).lowercased())
    }

    private static let attributes: Set<String> = [
        "path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "partitioned", "priority",
    ]

    /// The text behind the header's name; of several lines the cookies of all that have it, as curl -i prints one for each,
    /// and HTTP/2 may. What behind a Set-Cookie's own pair says how it is to be kept is none.
    private static func withoutHeaderName(_ text: String) -> String {
        let cookies = text.split(whereSeparator: \.isNewline).map(trimmed).compactMap { line -> String? in
            if let cookie = line.behind("set-cookie:") { return trimmed(cookie.prefix { $0 != ";" }) }
            return line.behind("cookie:").map(trimmed)
        }
        return cookies.isEmpty ? text : cookies.joined(separator: "; ")
    }

    private static func pairs(in text: String) -> [(name: String, value: String)] {
        guard text.contains("=") || text.contains(";") else { return [] }
        return text.split(separator: ";").map { part in
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else { return ("", trimmed(part)) }
            return (trimmed(sides[0]), trimmed(sides[1]))
        }
    }

    private static func unwrapped(_ value: String) -> String {
        var value = value
        if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
            value = String(value.dropFirst().dropLast())
        }
        return percentDecoded(value)
    }

    private static func percentDecoded(_ text: String) -> String {
        guard text.contains("%") else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first?.hexDigit, let low = rest.dropFirst().first?.hexDigit {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let start = text.drop(while: isBlank)
        return String(String(start.reversed().drop(while: isBlank)).reversed())
    }
}

extension String {
    /// What stands behind a header's name, however that is written; nil where another begins the text.
    fileprivate func behind(_ header: String) -> Substring? {
        lowercased().hasPrefix(header) ? dropFirst(header.count) : nil
    }
}
