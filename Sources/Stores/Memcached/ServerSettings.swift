internal import SessionModel

/// What a server says of how it was started.
struct ServerSettings: Hashable, Sendable {
    /// The most bytes an item may take, with its key and all that the server adds.
    var itemLimit = 1_048_576
    /// Whether every state of an item has a number.
    var hasCompare = true
    /// Why its keys can't be listed; nil when they can.
    var listingRefusal: ListingRefusal?

    /// Creates the usual settings.
    init() {}

    /// Reads the answer to `stats settings`.
    init(_ stats: [String: String]) {
        itemLimit = stats["item_size_max"].flatMap { Int($0) } ?? itemLimit
        hasCompare = stats["cas_enabled"] != "no"
        if stats["lru_crawler"] == "no" {
            listingRefusal = .noCrawler
        } else if stats["dump_enabled"] == "no" {
            listingRefusal = .noDump
        }
    }

    /// Throws where a content is more than the server takes: it would throw away what is under the key.
    func check(_ content: [UInt8], under key: SessionKey) throws(MemcachedFailure) {
        // Header, state number, flags, and the ends of key and value.
        let overhead = 48 + 8 + 4 + 1 + 2
        guard content.count + key.bytes.count + overhead <= itemLimit else { throw .tooLarge(limit: itemLimit) }
    }
}
