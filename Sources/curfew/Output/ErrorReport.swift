internal import Glibc
internal import SessionModel
internal import TerminalKit

/// Sentences on standard error, and failures as JSON too where data was asked for as JSON.
struct ErrorReport: Sendable {
    /// Whether failures are written as JSON as well.
    let json: Bool

    /// Writes what went wrong.
    func write(_ failure: Failure) {
        guard !failure.message.isEmpty else { return }
        Notice.write(failure.message)
        if let remedy = failure.remedy { Notice.write(remedy) }
        guard json else { return }
        let error: JSONValue = [
            "error": ["code": .string(failure.code.word), "message": .string(failure.message)]
        ]
        Notice.write(bytes: error.bytes + [10])
    }
}

/// Lines for the person, beside the data.
enum Notice {
    /// Writes a sentence to standard error, safe for a terminal.
    static func write(_ sentence: String) {
        let lines = sentence.split(separator: "\n", omittingEmptySubsequences: false).map { Printable.text(String($0)) }
        write(bytes: Array(lines.joined(separator: "\n").utf8) + [10])
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
