internal import CMariaDB
internal import SQLStore

/// The client library, loaded when it is first needed.
enum MariaDBLibrary {
    /// Whether the library that is loaded can read a server's binary log.
    static var readsLogs: Bool { cmariadb_reads_logs() == 1 }

    /// Loads it.
    ///
    /// - Throws: `SQLFailure.libraryMissing`.
    static func load(_ name: String = "libmariadb.so.3") throws(SQLFailure) {
        var message = [CChar](repeating: 0, count: 400)
        guard cmariadb_load(name, &message, message.count) != 0 else { return }
        let words = message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw .library(words, title: "MariaDB's client library", package: "libmariadb3")
    }
}
