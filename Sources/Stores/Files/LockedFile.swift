internal import CFiles
internal import Glibc
internal import SessionModel
internal import StoreKit

/// A session's file under the exclusive lock (flock) that its framework takes for each request: whoever has it is the
/// only one at work on the session.
///
/// It is written where it is. A framework that waits for the lock has the file open already, and would go on with a
/// file that nobody finds any more if another were put in its place.
struct LockedFile: ~Copyable {
    /// How long a request that has the lock is waited for, in milliseconds, and how often is looked.
    private static let patience: Int64 = 2000
    private static let pause: UInt32 = 5000

    private let file: Descriptor
    private let sessions: SessionDirectory
    private let name: FileName

    /// Waits for the lock of the file that is under the name once it is had; nil when there is none.
    ///
    /// - Throws: `StoreError` when a request keeps the lock for longer than may be waited, or the task is cancelled.
    init?(_ name: FileName, in sessions: SessionDirectory, while action: String) throws(StoreError) {
        let start = FileTime.now.milliseconds
        while true {
            let seen = try sessions.told(action) { () throws(SystemFailure) in
                try sessions.directory.status(of: name)
            }
            if let kind = seen?.foreignKind { throw sessions.words.foreign(kind, while: action) }
            let opened = try sessions.told(action) { () throws(SystemFailure) in
                try sessions.directory.openForWriting(name)
            }
            guard let file = opened else { return nil }
            let isHeld = try sessions.told(action) { () throws(SystemFailure) in
                try Self.lock(file, as: name, in: sessions.directory)
            }
            if isHeld {
                self.file = file
                self.sessions = sessions
                self.name = name
                return
            }
            guard !Task.isCancelled else { throw sessions.words.cancelled(while: action) }
            guard FileTime.now.milliseconds - start < Self.patience else { throw sessions.words.inUse(while: action) }
            usleep(Self.pause)
        }
    }

    /// Takes the lock, if it is free and the file is still the one under its name.
    private static func lock(
        _ file: borrowing Descriptor, as name: FileName, in directory: Directory
    ) throws(SystemFailure) -> Bool {
        guard try checked(curfew_files_lock(file.number), .writing) == 1 else { return false }
        return try directory.status(of: name)?.identity == FileStatus(of: file.number).identity
    }

    /// Gives the lock back.
    consuming func unlock() {}

    /// Writes another content in the old one's place, another time or both, if the old content is what was expected.
    consuming func write(_ write: RecordWrite) throws(StoreError) -> WriteOutcome {
        try sessions.told(SessionDirectory.writing) { [sessions, name] () throws(SystemFailure) in
            let limit = max(SessionDirectory.wholeLimit, write.expecting.content.count)
            let found = try Directory.snapshot(of: file, limit: limit)
            guard found.content == .bytes(write.expecting.content) else {
                return .changed(sessions.record(found, write.key))
            }
            sessions.reached(.prepared)
            do throws(SystemFailure) {
                if let content = write.content { try put(content) }
            } catch {
                // The old content has its room on the disk already.
                try? put(write.expecting.content)
                try? file.setModified(found.status.modified)
                throw error
            }
            switch write.modified {
            case .now: break
            case .keep: try file.setModified(found.status.modified)
            case .set(let time): try file.setModified(FileTime(time))
            }
            _ = try checkedErrno(fsync(file.number), .writing)
            guard let now = try sessions.current(name) else { return .gone }
            return .done(now)
        }
    }

    private borrowing func put(_ content: [UInt8]) throws(SystemFailure) {
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { bytes in
                pwrite(file.number, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(written))
            }
            if count < 0, errno == EINTR { continue }
            written += try checkedErrno(count, .writing)
        }
        _ = try checkedErrno(ftruncate(file.number, off_t(content.count)), .writing)
    }
}
