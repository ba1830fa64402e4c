internal import CFirebird
internal import SQLStore

/// The client library, loaded when it is first needed.
enum FirebirdLibrary {
    /// Loads it.
    ///
    /// - Throws: `SQLFailure.libraryMissing`.
    static func load(_ name: String = "libfbclient.so.2") throws(SQLFailure) {
        var message = [CChar](repeating: 0, count: 400)
        guard cfirebird_load(name, &message, message.count) != 0 else { return }
        let words = message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw .libraryMissing(words, package: "libfbclient2")
    }
}
