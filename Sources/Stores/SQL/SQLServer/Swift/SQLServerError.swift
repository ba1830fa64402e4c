internal import CFreeTDS
internal import Glibc
internal import SQLStore

/// What a server or FreeTDS says went wrong.
struct SQLServerError {
    /// Whose number it is.
    enum Origin: Hashable {
        case server
        case library
        /// The library can't encrypt in the way it was asked to.
        case encryption
    }

    let origin: Origin
    let number: Int
    let words: String

    init(_ origin: Origin, _ number: Int, _ words: String) {
        self.origin = origin
        self.number = number
        self.words = words
    }

    /// Takes the last error of a connection.
    init(_ connection: OpaquePointer) {
        let error = cfreetds_last_error(connection)
        number = Int(error.number)
        switch UInt32(error.origin) {
        case cfreetds_server.rawValue: origin = .server
        case cfreetds_encryption.rawValue: origin = .encryption
        default: origin = .library
        }
        if origin == .library, error.system > 0 {
            words = String(cString: strerror(error.system))
        } else {
            words = error.words.map { String(cString: $0) } ?? "no reason given"
        }
    }

    /// The failure it is.
    func failure(timeout: Int) -> SQLFailure {
        switch origin {
        case .server: serverFailure(timeout)
        case .library: libraryFailure(timeout)
        case .encryption:
            .unsuitable(
                "this FreeTDS can't be told by a program what to encrypt; version 1.5 and later can",
                remedy: "Leave encrypt= out, and write encryption = require below [global] in ~/.freetds.conf.")
        }
    }

    /// The failure of a connection that did not come about.
    func connecting(timeout: Int) -> SQLFailure {
        switch (origin, number) {
        case (.library, 20002): .lost("before it let anybody in")
        case (.library, 20017): .lost(words)
        default:
            switch failure(timeout: timeout) {
            case .lost(let words): .unreachable(words)
            case let other: other
            }
        }
    }

    private func serverFailure(_ timeout: Int) -> SQLFailure {
        switch number {
        case 2601, 2627: .taken
        case 18401, 18450...18489: .loginRefused(words)
        case 911, 4060, 4063, 4064:
            .unsuitable(words, remedy: "Name a database that is there: mssql://HOST/DATABASE.")
        case 229, 230, 262, 297, 300, 916:
            .notPermitted(words, remedy: "Ask for it: GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE.")
        case 976, 978, 3906, 3908: .notPermitted(words, remedy: "Use the address of its primary.")
        case 1205, 3960: .conflict(words)
        case 1222: .locked(timeout)
        case 1101, 1105, 9002: .full(words)
        default: .refused(words)
        }
    }

    private func libraryFailure(_ timeout: Int) -> SQLFailure {
        switch number {
        case 20003: .timedOut(timeout)
        case 20014: .loginRefused(words)
        // The library looks the name up in its own files first, and speaks of another server.
        case 20012, 20013: .unreachable("no machine of that name is known")
        case 20002: .lost("it let nobody in")
        case 20008, 20009: .unreachable(words)
        case 20001, 20004, 20006, 20017, 20020, 20047, 20056: .lost(words)
        default: .refused(words)
        }
    }
}
