internal import Glibc
internal import SessionModel
internal import StoreKit

extension SessionDirectory {
    private static let restoring = "bringing a session back"

    /// Brings an ended record back under its name, if that is free, with its owner, rights and time.
    func restore(_ record: ArchivedRecord) throws(StoreError) -> RestoreOutcome {
        guard let name = name(of: record.key) else { throw words.unclaimed(while: Self.restoring) }
        guard !record.isSerialized else { throw words.serialized(while: Self.restoring) }
        if record.expiry?.hasPassed(at: FileTime.now.timestamp) == true { return .expired }
        return try told(Self.restoring) { () throws(SystemFailure) in
            var temporary = try TemporaryFile(in: directory)
            try temporary.fill(record.content, record.ownership, modified: record.modified.map { FileTime($0) })
            do throws(SystemFailure) {
                try directory.renameToFreeName(temporary.name, name)
            } catch {
                guard error.number == EEXIST else { throw error }
                return .occupied
            }
            temporary.leave()
            directory.synchronize()
            let asWritten = StoredRecord(key: record.key, content: .bytes(record.content), modified: record.modified)
            guard let now = try current(name) else { return .done(asWritten) }
            return .done(now)
        }
    }
}
