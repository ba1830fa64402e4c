internal import StoreKit

/// What the address of a directory says beside its path.
struct FileOptions: Hashable, Sendable {
    /// How often the directory is listed again, in seconds, where changes are not reported by the system.
    var interval = 5
    /// Whether it is listed again although the system would report changes.
    var polls = false

    /// How many directories there are above a file where the application chooses that; nil to look.
    var depth: Int?

    /// A hundred years; more is a slip.
    private static let longestLifetime = 3_153_600_000

    /// Reads an address.
    init(_ address: StoreAddress, _ words: FileStoreWords) throws(StoreError) {
        guard !address.path.isEmpty else { throw words.badAddress("there is no path in it") }
        guard !address.path.utf8.contains(0) else { throw words.badAddress("no path holds a NUL") }
        if let host = address.hosts.first(where: { !["", "localhost"].contains($0.name) }) {
            throw words.badAddress("a directory is on this machine, not on \(host.name)")
        }
        if let lifetime = address[option: "lifetime"] {
            guard let seconds = Int(lifetime), (1...Self.longestLifetime).contains(seconds) else {
                throw words.badAddress("lifetime=\(lifetime) is no number of seconds from 1 to \(Self.longestLifetime)")
            }
        }
        if let depth = address[option: "depth"] {
            guard let levels = Int(depth), (0...NestingDepth.limit).contains(levels) else {
                throw words.badAddress("depth=\(depth) is no number of directories from 0 to \(NestingDepth.limit)")
            }
            self.depth = levels
        }
        guard let poll = address[option: "poll"] else { return }
        guard let seconds = Int(poll), (1...86_400).contains(seconds) else {
            throw words.badAddress("poll=\(poll) is no number of seconds from 1 to 86400")
        }
        interval = seconds
        polls = true
    }
}
