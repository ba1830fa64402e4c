internal import CSQLite
internal import SQLStore

/// The client library, loaded when it is first needed.
enum SQLiteLibrary {
    /// Loads it.
    ///
    /// - Throws: `SQLFailure.libraryMissing`.
    static func load(_ name: String = "libsqlite3.so.0") throws(SQLFailure) {
        var message = [CChar](repeating: 0, count: 400)
        guard csqlite_load(name, &message, message.count) != 0 else { return }
        let words = message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw .library(words, title: "SQLite", package: "libsqlite3-0")
    }
}
