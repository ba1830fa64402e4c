internal import Glibc
internal import SessionModel

/// Sentences on standard error, and failures as JSON too where data was asked for as JSON.
struct ErrorReport: Sendable {
    /// Whether failures are written as JSON as well.
    private let json: Bool
    /// Words of the command line that may be a URL with a login, or with options.
    private let addresses: [String]

    /// Creates the report for these arguments, which a failure may quote.
    init(_ arguments: [String]) {
        json = OptionNames.wantJSON(arguments)
        let values = arguments.compactMap { argument in
            argument.hasPrefix("-") ? argument.firstIndex(of: "=").map { String(argument[$0...].dropFirst()) } : nil
        }
        addresses = (arguments + values).filter {
            !$0.isPath && $0.firstRange(of: "//") != nil && $0.hidingLogin != $0
        }
    }

    /// Writes what went wrong.
    func write(_ failure: Failure) {
        guard !failure.message.isEmpty else { return }
        let message = hidingLogins(in: failure.message)
        if failure.isText { Notice.write(text: message) } else { Notice.write(message) }
        if let remedy = failure.remedy { Notice.write(text: hidingLogins(in: remedy)) }
        guard json else { return }
        var members = [
            JSONValue.Member("code", .string(failure.code.word)), JSONValue.Member("message", .string(message)),
        ]
        if let id = failure.newID { members.append(JSONValue.Member("new_id", .string(id))) }
        let error: JSONValue = ["error": .object(members)]
        Notice.write(bytes: error.bytes + [10])
    }

    /// A URL may stand where a file, a number or an id belongs, and whoever says so quotes it.
    private func hidingLogins(in sentence: String) -> String {
        addresses.reduce(sentence) { $0.replacing($1, with: $1.hidingLogin) }
    }
}

extension String {
    /// Whether it says by its beginning that it is the path of a file.
    fileprivate var isPath: Bool {
        ["/", "./", "../", "~/"].contains(where: hasPrefix) && !hasPrefix("//")
    }
}

/// Lines for the person, beside the data.
enum Notice {
    /// Writes a sentence to standard error, safe for a terminal and always one line: what it quotes of a key, or of a
    /// server's words, can't pass for another sentence.
    static func write(_ sentence: String) {
        write(bytes: Array(SafeText.line(sentence).utf8) + [10])
    }

    /// Writes a text of our own that has several lines, each safe for a terminal.
    static func write(text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { write(String(line)) }
    }

    static func write(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
