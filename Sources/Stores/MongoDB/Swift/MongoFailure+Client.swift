internal import BSON
internal import CMongo

extension MongoFailure {
    /// What the client library, or a server through it, says went wrong.
    ///
    /// - Parameters:
    ///   - waited: How long the call took, in milliseconds: the library has one sentence for a broken connection and
    ///     for one on which nothing comes.
    ///   - limit: How long an answer may take.
    init(_ error: cmongo_error, _ reply: BSONDocument?, waited: Int, limit: Int) {
        let words = Self.text(error)
        let code = Int(error.code)
        let isTransient = Self.labels(reply).contains("TransientTransactionError")
        switch error.domain {
        case cmongo_domain_selection.rawValue: self = Self.selecting(words)
        case cmongo_domain_scram.rawValue, cmongo_domain_sasl.rawValue: self = .loginRefused(words)
        case cmongo_domain_client.rawValue where error.code == cmongo_code_authenticate.rawValue:
            self = .loginRefused(words)
        case cmongo_domain_stream.rawValue where words.contains("TLS") || words.contains("certificate"):
            self = .untrusted(words)
        case cmongo_domain_stream.rawValue: self = waited >= limit ? .timedOut(limit) : .lost(words)
        case _ where isTransient: self = .transient(words)
        default: self = Self.server(code, words)
        }
    }

    /// What a code of a server's means.
    static func server(_ code: Int, _ words: String) -> MongoFailure {
        switch code {
        case 13, 8000: .notPermitted(words, remedy: "Ask for the role readWrite on the database of the sessions.")
        case 18: .loginRefused(words)
        case 10058, 10107, 13435, 13436:
            .notPermitted(words, remedy: "Use the address of the whole set: …/?replicaSet=NAME.")
        case 6, 7, 9001, 91, 189, 11600, 11602: .lost(words)
        case 11000, 11001, 12582: .taken
        case 50, 262: .timedOut(0)
        case 112, 251: .transient(words)
        case 260, 280, 286: .feedCut(words)
        case 14031: .full(words)
        default: .refused(code, words)
        }
    }

    /// Why no server could be chosen: what the client was told by the last one it tried.
    static func selecting(_ words: String) -> MongoFailure {
        let lower = words.lowercased()
        let detail = innermost(words)
        if lower.contains("tls") || lower.contains("certificate") { return .untrusted(detail) }
        if lower.contains("authentication") { return .loginRefused(detail) }
        if lower.contains("wire version") { return .unsuitable(detail, remedy: nil) }
        if lower.contains("invalid reply") {
            return .unsuitable("what answers is no MongoDB", remedy: "Check host and port.")
        }
        if lower.contains("connection closed") { return .lost(detail) }
        return .unreachable(detail)
    }

    /// What stands in the last brackets, or all of it: the rest says that no server is suitable.
    private static func innermost(_ words: String) -> String {
        guard let start = words.lastIndex(of: "["), let end = words.lastIndex(of: "]"), start < end else {
            return words
        }
        return String(words[words.index(after: start)..<end])
    }

    private static func labels(_ reply: BSONDocument?) -> [String] {
        reply?["errorLabels"]?.array?.compactMap(\.string) ?? []
    }

    static func text(_ error: cmongo_error) -> String {
        let text = withUnsafeBytes(of: error.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return text.isEmpty ? "no reason given" : text
    }
}
