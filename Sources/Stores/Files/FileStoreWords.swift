internal import Glibc
internal import SessionModel
internal import StoreKit
internal import TextCodings

/// All sentences of the store about what went wrong: a system's answer becomes an error with a way out.
struct FileStoreWords: Sendable {
    /// The directory, as it was named.
    let path: String

    /// The store, in an error.
    var subject: String { "the directory \(path)" }

    /// An error out of a system call's answer.
    func error(_ failure: SystemFailure, while action: String) -> StoreError {
        let detail = Self.detail(of: failure)
        switch failure.number {
        case ENOENT, ESTALE: return missing(while: action)
        case ENOTDIR where failure.step == .opening: return noDirectory(while: action)
        case EACCES, EPERM:
            return make(.notPermitted, action, detail, remedy: rightsRemedy(for: failure.step))
        case EROFS:
            return make(.notPermitted, action, detail, remedy: remount)
        case ENOSPC: return make(.full, action, detail, remedy: "df -h \(quoted); df -i \(quoted)")
        case EDQUOT: return make(.full, action, detail, remedy: "quota -s")
        case EMFILE, ENFILE: return make(.failed, action, detail, remedy: "ulimit -n 4096")
        case E2BIG where failure.step == .watching:
            let detail = "its sessions are in more than \(WatchedDirectory.limit) directories, more than are watched"
            return make(.failed, action, detail)
        case EBUSY:
            let detail = "the session is written to again and again, so that it can't be replaced safely"
            return make(.failed, action, detail, remedy: "Try again when the session is less busy.")
        default: return make(.failed, action, detail)
        }
    }

    /// The directory is not there.
    func missing(while action: String) -> StoreError {
        make(.unreachable, action, "there is no such directory", remedy: "Check the path: ls -ld \(quoted)")
    }

    /// The path names something else.
    func noDirectory(while action: String) -> StoreError {
        make(.unsuitable, action, "it is a file", remedy: "Name the directory that holds the session files.")
    }

    /// The address makes no sense.
    func badAddress(_ detail: String) -> StoreError {
        make(.badAddress, "opening it", detail, remedy: "Write it as file:data/sessions or file:/srv/app/data/sessions")
    }

    /// The store was opened read-only.
    func readOnly(while action: String) -> StoreError {
        make(.readOnly, action, "it was opened read-only", remedy: "Open it without --read-only.")
    }

    /// The store was closed.
    func closed(while action: String) -> StoreError {
        make(.cancelled, action, "the store was closed")
    }

    /// The task was cancelled.
    func cancelled(while action: String) -> StoreError {
        make(.cancelled, action, "it was cancelled")
    }

    /// What is under a session's name is no regular file.
    func foreign(_ kind: String, while action: String) -> StoreError {
        make(
            .unsuitable, action, "what is there is no regular file but a \(kind)",
            remedy: "Look at it with: ls -l \(quoted)")
    }

    /// A request of the application has the file's lock.
    func inUse(while action: String) -> StoreError {
        make(.notPermitted, action, StoreError.heldByRequest)
    }

    /// No format keeps a session under this name.
    func unclaimed(while action: String) -> StoreError {
        make(.unsuitable, action, "no format keeps a session under that name")
    }

    /// A session's file would be in a directory that is not there.
    func noPlace(_ place: String, while action: String) -> StoreError {
        make(
            .unsuitable, action,
            "the session's file would be in its directory \(place), which is not there, and its framework makes none")
    }

    /// There is no session's file that tells how deep they are nested.
    func undecided(while action: String) -> StoreError {
        make(
            .unsuitable, action, "no session is left there to tell in how many directories its files are nested",
            remedy: "Say so with depth=N behind the address; depth=0 says that they are in the directory itself.")
    }

    /// A file is too large to be kept for bringing it back.
    func tooLarge(while action: String) -> StoreError {
        make(.unsuitable, action, "the file is too large to be kept for bringing it back")
    }

    /// The record is another store's serialization.
    func serialized(while action: String) -> StoreError {
        make(.unsuitable, action, "the record is another store's own serialization, not a file's content")
    }

    /// Files have no deadline beside their content and their time.
    func noDeadline(while action: String) -> StoreError {
        make(.unsuitable, action, "a file has no deadline of its own; its format keeps one in the content or the time")
    }

    /// A step failed while another file was exchanged for the session's; where that is now.
    func left(_ name: FileName, _ failure: SystemFailure, while action: String) -> StoreError {
        var error = error(failure, while: action)
        error.detail += "; what could not be put back is in the file \(name.key.text)"
        return error
    }

    /// How to come as another user.
    func asUser(_ number: UInt32) -> String {
        "sudo -u '#\(number)' curfew \(quoted)"
    }

    /// How to make the file system writable.
    var remount: String { "mount -o remount,rw \"$(stat -c %m \(quoted))\"" }

    /// How to find temporary files that are left.
    ///
    /// - Parameter levels: In how many directories below the named one sessions are.
    func findLeftovers(levels: Int) -> String {
        "find \(quoted) -maxdepth \(levels + 1) -name '.curfew-*.tmp' -mmin +60 -ls"
    }

    private func make(
        _ reason: StoreError.Reason, _ action: String, _ detail: String, remedy: String? = nil
    ) -> StoreError {
        StoreError(reason, while: action, on: subject, detail: detail, remedy: remedy)
    }

    /// The path as a shell takes it.
    private var quoted: String {
        let plain = path.utf8.allSatisfy { $0.isBase64URLDigit || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
        if plain, !path.hasPrefix("-") { return path }
        let parts = path.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.joined(separator: #"'\''"#) + "'"
    }

    private func rightsRemedy(for step: SystemFailure.Step) -> String {
        switch step {
        case .opening, .listing, .creating, .renaming, .removing, .watching:
            "Run curfew as the directory's owner; who that is: ls -ld \(quoted)"
        case .reading, .writing, .keepingOwner, .keepingRights, .settingTime:
            "Run curfew as the user the application runs as; who owns the files: ls -l \(quoted)"
        }
    }

    /// The step in words, where the system's own words would not say it, and the system's own words.
    private static func detail(of failure: SystemFailure) -> String {
        let words = String(cString: strerror(failure.number))
        switch failure.step {
        case .opening, .listing, .reading, .writing: return words
        case .creating: return "a new file can't be made: \(words)"
        case .keepingOwner: return "the file's owner and group can't be kept: \(words)"
        case .keepingRights: return "the file's rights can't be kept: \(words)"
        case .settingTime: return "the file's time can't be set: \(words)"
        case .renaming: return "the file can't be given its name: \(words)"
        case .removing: return "the file can't be removed: \(words)"
        case .watching: return "changes can't be watched: \(words)"
        }
    }
}
