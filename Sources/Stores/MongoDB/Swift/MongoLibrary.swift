internal import CMongo

/// The client library, loaded when it is first needed.
enum MongoLibrary {
    /// Loads it.
    ///
    /// - Throws: `MongoFailure.libraryMissing`.
    static func load(_ name: String = "libmongoc-1.0.so.0") throws(MongoFailure) {
        var message = [CChar](repeating: 0, count: 400)
        guard cmongo_load(name, &message, message.count) != 0 else { return }
        let words = message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw .libraryMissing(words)
    }
}
