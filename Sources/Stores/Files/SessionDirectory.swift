internal import SessionModel
internal import StoreKit

/// The operations on the sessions of one open directory. They block, so they are called on a thread of the store's.
///
/// Files know no compare-and-set. What comes nearest is to exchange the new file for the old one in one step, to look
/// at what was taken out, and to exchange again if that was not what had been read.
struct SessionDirectory {
    /// A point between two steps, at which somebody else may come in. Tests do.
    enum Moment: Hashable, Sendable {
        /// All is ready and compared; next comes the one step that counts.
        case prepared
        /// That step is done; next comes the look at what it took out.
        case exchanged
    }

    /// Content above this is not read to tell what is there now.
    static let wholeLimit = 16 << 20
    /// Content above this is not ended, because it could not be kept.
    static let archiveLimit = 256 << 20

    let directory: Directory
    let fileNames: FileNames
    let words: FileStoreWords
    /// The way to the directory from the store's, with slashes in between; nil for the store's own.
    var place: String?
    /// Whether the file system is treated as one that can't exchange two files.
    var lacksExchange = false
    /// Called between steps.
    var reached: @Sendable (Moment) -> Void = { _ in }

    /// The name of a key some layout claims; nil for all others, which are no sessions.
    func name(of key: SessionKey) -> FileName? {
        guard fileNames.claims(key) else { return nil }
        return FileName(key.bytes)
    }

    /// The records under `keys`.
    func records(_ keys: [SessionKey], limit: Int) throws(StoreError) -> [StoredRecord?] {
        let names = keys.map(name(of:))
        let found = try told("reading sessions") { () throws(SystemFailure) in
            try directory.settledSnapshots(of: names, limit: limit)
        }
        return zip(keys, found).map { key, snapshot in snapshot.map { record($0, key) } }
    }

    /// Runs `body` and says in words what the system said no to.
    func told<Result: ~Copyable>(
        _ action: String, _ body: () throws(SystemFailure) -> Result
    ) throws(StoreError) -> Result {
        do throws(SystemFailure) {
            return try body()
        } catch {
            throw words.error(error, while: action)
        }
    }

    /// What is under a name now, as the answer "changed", or that it is gone.
    func current(_ name: FileName) throws(SystemFailure) -> StoredRecord? {
        try directory.settledSnapshot(of: name, limit: Self.wholeLimit).map { record($0, name.key) }
    }

    /// The record that a file is.
    func record(_ found: FileSnapshot, _ key: SessionKey) -> StoredRecord {
        var record = StoredRecord(
            key: key, content: found.content, modified: found.status.modified.timestamp, size: found.status.size)
        record.place = place
        return record
    }
}
