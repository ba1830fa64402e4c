internal import CFiles
internal import Glibc
internal import SessionModel

/// Frameworks write in place, without a lock: truncate, then write. What a read finds counts once nothing speaks for
/// a writer being in the middle of it, or two reads a little apart agree.
extension Directory {
    /// How young a file may be, in milliseconds, for its writer to be still at it.
    private static let youth: Int64 = 10
    /// How often a file is read again before it is taken as it is.
    static let rereads = 4

    /// Reads a file once, whole up to `limit` bytes; nil when there is none.
    func snapshot(of name: FileName, limit: Int) throws(SystemFailure) -> FileSnapshot? {
        do throws(SystemFailure) {
            guard let seen = try status(of: name) else { return nil }
            // Opening a pipe or a device can already do something to it.
            guard seen.foreignKind == nil else { return .foreign(seen) }
            let file = try open(name)
            return try Self.snapshot(of: file, limit: limit)
        } catch {
            switch error.number {
            case ENOENT, ESTALE: return nil
            // It has become a link, a socket, or a file under another's lease since it was looked at.
            case ELOOP, ENXIO, EAGAIN:
                return try status(of: name).map { FileSnapshot.foreign($0) }
            // One file of somebody else's must not hide those that may be read.
            case EACCES, EPERM:
                return try status(of: name).map { FileSnapshot.unreadable($0) }
            default: throw error
            }
        }
    }

    /// Reads an open file once, whole up to `limit` bytes.
    static func snapshot(of file: borrowing Descriptor, limit: Int) throws(SystemFailure) -> FileSnapshot {
        let before = try FileStatus(of: file.number)
        guard before.foreignKind == nil else { return .foreign(before) }
        let bytes = try read(file.number, atMost: min(limit, before.size) + 1)
        let after = try FileStatus(of: file.number)
        let content: RecordContent = bytes.count > limit ? .head(Array(bytes.prefix(limit))) : .bytes(bytes)
        let isComplete = bytes.count == min(limit + 1, after.size)
        let age = FileTime.now.milliseconds - after.modified.milliseconds
        let isSettled = isComplete && !bytes.isEmpty && before.isUnwritten(since: after) && !(0..<youth).contains(age)
        return FileSnapshot(content: content, status: after, isSettled: isSettled)
    }

    /// Reads files until each counts; nil where there is none.
    ///
    /// - Parameter pause: Lets writers go on before what may be half-written is read again.
    func settledSnapshots(
        of names: [FileName?], limit: Int, pause: () -> Void = Directory.pause
    ) throws(SystemFailure) -> [FileSnapshot?] {
        var found: [FileSnapshot?] = []
        found.reserveCapacity(names.count)
        for name in names {
            found.append(try name.flatMap { name throws(SystemFailure) in try snapshot(of: name, limit: limit) })
        }
        var open = found.indices.filter { found[$0]?.isSettled == false }
        for _ in 0..<Self.rereads where !open.isEmpty {
            pause()
            var stillOpen: [Int] = []
            for index in open {
                guard let name = names[index] else { continue }
                let again = try snapshot(of: name, limit: limit)
                let agrees = again?.content == found[index]?.content && again?.status.size == found[index]?.status.size
                found[index] = again
                if let again, !again.isSettled, !agrees { stillOpen.append(index) }
            }
            open = stillOpen
        }
        return found
    }

    /// Reads a file until it counts; nil when there is none.
    func settledSnapshot(of name: FileName, limit: Int) throws(SystemFailure) -> FileSnapshot? {
        try settledSnapshots(of: [name], limit: limit)[0]
    }

    /// Reads a file until it holds `expected` or counts; nil when there is none.
    func snapshot(of name: FileName, expecting expected: [UInt8], limit: Int) throws(SystemFailure) -> FileSnapshot? {
        let first = try snapshot(of: name, limit: limit)
        guard let first, first.content != .bytes(expected), !first.isSettled else { return first }
        return try settledSnapshot(of: name, limit: limit)
    }

    /// Reads a file that nobody can open by name any more, once nobody writes to it. Who opened it under its old name
    /// may still be at it; a writer that takes longer than a quarter of a second is not waited for.
    func unwrittenSnapshot(of name: FileName, limit: Int) throws(SystemFailure) -> FileSnapshot {
        if let seen = try status(of: name), seen.foreignKind != nil { return .foreign(seen) }
        return try Self.snapshot(of: try openWhenUnwritten(name), limit: limit)
    }

    /// Opens a file that nobody can open by name any more, once nobody writes to it.
    func openWhenUnwritten(_ name: FileName) throws(SystemFailure) -> Descriptor {
        let file = try open(name)
        for _ in 0..<80 where curfew_files_has_no_writer(file.number) == 0 { Self.pause() }
        return file
    }

    /// Lets a writer go on, for three milliseconds.
    static func pause() {
        usleep(3000)
    }

    private static func read(_ descriptor: Int32, atMost count: Int) throws(SystemFailure) -> [UInt8] {
        var failure: SystemFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = SystemFailure(step: .reading, number: errno) }
                guard got > 0 else { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

extension FileSnapshot {
    /// Something that is no regular file, so that it is not read.
    fileprivate static func foreign(_ status: FileStatus) -> FileSnapshot {
        let kind = status.foreignKind ?? "file that is locked by a lease"
        return FileSnapshot(content: .foreign(kind), status: status, isSettled: true)
    }

    /// A file that is there, but that this user may not open.
    fileprivate static func unreadable(_ status: FileStatus) -> FileSnapshot {
        let kind = status.foreignKind ?? "file of user \(status.user) that you may not read"
        return FileSnapshot(content: .foreign(kind), status: status, isSettled: true)
    }
}
