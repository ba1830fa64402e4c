internal import CPostgreSQL
internal import SQLStore

/// The client library, loaded when it is first needed.
enum PostgreSQLLibrary {
    /// Loads it.
    ///
    /// - Throws: `SQLFailure.libraryMissing`.
    static func load(_ name: String = "libpq.so.5") throws(SQLFailure) {
        var message = [CChar](repeating: 0, count: 400)
        guard cpostgresql_load(name, &message, message.count) != 0 else { return }
        let words = message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw .library(words, title: "PostgreSQL's client library", package: "libpq5")
    }
}
