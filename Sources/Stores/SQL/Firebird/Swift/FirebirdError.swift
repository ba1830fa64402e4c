internal import CFirebird
internal import Glibc
internal import SQLStore

/// What a server or its client library says went wrong.
struct FirebirdError {
    /// Its codes, the foremost first; none where nothing went wrong.
    let codes: [Int]
    /// Its words, a line each.
    let lines: [String]

    /// Takes the last error of a connection.
    init(_ connection: OpaquePointer) {
        var codes: [Int] = []
        while case let code = cfirebird_error_code(connection, UInt32(codes.count)), code != 0 { codes.append(code) }
        let words = cfirebird_error_words(connection).map { String(cString: $0) } ?? ""
        self.init(codes: codes, words: words)
    }

    init(codes: [Int], words: String) {
        self.codes = codes
        lines = words.split(whereSeparator: \.isNewline).map { line in
            String(line.drop { $0 == " " || $0 == "-" })
        }
    }

    /// The numbers of Firebird's own header.
    private enum Code {
        static let late = 1
        static let duplicate = [335_544_665, 335_544_349]
        static let conflict = [335_544_336, 335_544_451]
        static let lockTimeout = [335_544_510, 335_544_345]
        static let network = [335_544_721, 335_544_722, 335_544_723]
        static let lost = [335_544_648, 335_544_741, 335_544_726, 335_544_727, 335_544_856, 335_544_506, 335_544_324]
        static let rejected = [335_544_421]
        static let shutDown = [335_544_528]
        static let cancelled = [335_544_794]
        static let login = [335_544_472, 335_545_106, 335_544_653]
        static let unencrypted = [335_545_064, 335_545_065]
        static let noRight = [335_544_352]
        static let readOnly = [335_544_765, 335_544_361, 335_544_444, 335_544_360]
        static let file = [335_544_344, 335_544_375]
        static let format = [335_544_323, 335_544_379]
        static let corrupt = [335_544_335]
    }

    private func has(_ some: [Int]) -> Bool { codes.contains { some.contains($0) } }

    /// What the server says in one sentence.
    var words: String {
        let lines = lines.map { line in line.last == "." ? String(line.dropLast()) : line }
        return lines.isEmpty ? "no reason given" : lines.joined(separator: "; ")
    }

    /// The last line: of an error of the network or of a file, that is what the system said.
    private var reason: String { lines.last ?? "no reason given" }

    /// The failure it is.
    func failure(timeout: Int) -> SQLFailure {
        if codes.contains(Code.late) { return .timedOut(timeout) }
        if codes.contains(-Int(ENOSPC)) { return .full(reason) }
        if has(Code.duplicate) { return .taken }
        if has(Code.lost) || has(Code.network) || has(Code.shutDown) { return .lost(reason) }
        if has(Code.lockTimeout) { return .locked(timeout) }
        if has(Code.conflict) { return .conflict(reason) }
        if has(Code.cancelled) { return .cancelled }
        if has(Code.noRight) {
            return .notPermitted(words, remedy: "Ask for it: GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE.")
        }
        if has(Code.readOnly) { return .notPermitted(words, remedy: "Use a database that may be written to.") }
        if has(Code.corrupt) { return .unsuitable(words, remedy: "Try: gfix -validate") }
        return .refused(words)
    }

    /// The failure of a connection that did not come about.
    func connecting(timeout: Int) -> SQLFailure {
        if has(Code.login) { return .loginRefused(words) }
        if has(Code.unencrypted) { return .untrusted(words) }
        if has(Code.shutDown) { return .unreachable(reason) }
        if has(Code.rejected) { return .lost(reason) }
        if has(Code.network) || has(Code.lost) { return .unreachable(reason) }
        if has(Code.file) {
            return .unsuitable(words, remedy: "Name a database that is there: firebird://HOST/PATH or ALIAS.")
        }
        if has(Code.format) { return .unsuitable(words, remedy: nil) }
        return failure(timeout: timeout)
    }
}
