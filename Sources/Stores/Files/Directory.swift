internal import CFiles
internal import Glibc

/// An open directory: every name is looked up in it and in no other place, and no link is followed.
final class Directory: Sendable {
    /// How a file may take another name.
    enum RenameMode {
        /// Only a free name.
        case toFreeName
        /// Both files change places in one step.
        case exchange
        /// Over whatever is there.
        case replacing

        fileprivate var raw: curfew_files_rename_mode {
            switch self {
            case .toFreeName: CURFEW_FILES_RENAME_NOREPLACE
            case .exchange: CURFEW_FILES_RENAME_EXCHANGE
            case .replacing: CURFEW_FILES_RENAME_REPLACE
            }
        }
    }

    private let owner: Descriptor
    /// The directory's descriptor; it lives as long as this object.
    var descriptor: Int32 { owner.number }
    /// Which directory it is, whatever its path.
    let identity: FileStatus.Identity

    /// Opens a directory.
    convenience init(path: String) throws(SystemFailure) {
        let opened = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
        try self.init(Descriptor(try checkedErrno(opened, .opening)))
    }

    private init(_ descriptor: consuming Descriptor) throws(SystemFailure) {
        identity = try FileStatus(of: descriptor.number).identity
        owner = descriptor
    }

    /// Opens this directory once more. Threads that look names up by one descriptor wait for one another: the system
    /// counts each use of it.
    func reopened() throws(SystemFailure) -> Directory {
        try Directory(
            Descriptor(try checkedErrno(openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), .opening)))
    }

    /// Opens a directory in this one; nil where there is none, or something else than a directory.
    func subdirectory(_ name: FileName) throws(SystemFailure) -> Directory? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        do throws(SystemFailure) {
            let opened = try checkedErrno(name.withCString { openat(descriptor, $0, flags) }, .opening)
            return try Directory(Descriptor(opened))
        } catch {
            guard error.isMissing || error.number == ENOTDIR || error.number == ELOOP else { throw error }
            return nil
        }
    }

    /// Makes a directory in this one, with this one's owner and rights, unless it is there.
    func makeSubdirectory(_ name: FileName) throws(SystemFailure) {
        let parent = try FileStatus(of: descriptor)
        do throws(SystemFailure) {
            _ = try checkedErrno(name.withCString { mkdirat(descriptor, $0, 0o700) }, .creating)
        } catch {
            if error.number == EEXIST { return }
            throw error
        }
        guard let made = try subdirectory(name) else { return }
        do throws(SystemFailure) {
            let now = try FileStatus(of: made.descriptor)
            if now.user != parent.user || now.group != parent.group {
                _ = try checkedErrno(fchown(made.descriptor, parent.user, parent.group), .keepingOwner)
            }
            _ = try checkedErrno(fchmod(made.descriptor, parent.mode), .keepingRights)
        } catch {
            _ = name.withCString { unlinkat(descriptor, $0, AT_REMOVEDIR) }
            throw error
        }
    }

    /// Whether a name is that of a directory in this one, and not of a link to one.
    func hasDirectory(_ name: FileName) -> Bool {
        var facts = stat()
        let result = name.withCString { fstatat(descriptor, $0, &facts, AT_SYMLINK_NOFOLLOW) }
        return result == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there may be directories in this one: most file systems count them as links to it.
    var mayHaveDirectories: Bool { (try? FileStatus(of: descriptor))?.links != 2 }

    /// What the system tells about a name, without following a link; nil when there is none.
    func status(of name: FileName) throws(SystemFailure) -> FileStatus? {
        var facts = stat()
        let result = name.withCString { fstatat(descriptor, $0, &facts, AT_SYMLINK_NOFOLLOW) }
        do throws(SystemFailure) {
            _ = try checkedErrno(result, .reading)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        return FileStatus(facts)
    }

    /// Opens a file for reading.
    func open(_ name: FileName) throws(SystemFailure) -> Descriptor {
        Descriptor(try checked(name.withCString { curfew_files_open(descriptor, $0) }, .reading))
    }

    /// Opens a file for reading; nil when there is none.
    func openIfThere(_ name: FileName) throws(SystemFailure) -> Descriptor? {
        do throws(SystemFailure) {
            return try open(name)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// Opens a file for reading and writing; nil when there is none.
    func openForWriting(_ name: FileName) throws(SystemFailure) -> Descriptor? {
        let result = name.withCString { curfew_files_open_for_writing(descriptor, $0) }
        if result == -ENOENT || result == -ESTALE { return nil }
        return Descriptor(try checked(result, .writing))
    }

    /// Creates a file only we can read, under a free name.
    func create(_ name: FileName) throws(SystemFailure) -> Descriptor {
        Descriptor(try checked(name.withCString { curfew_files_create(descriptor, $0) }, .creating))
    }

    /// Gives a file another name (renameat2).
    func rename(_ name: FileName, to other: FileName, _ mode: RenameMode) throws(SystemFailure) {
        try rename(name, to: other, in: self, mode)
    }

    private func rename(
        _ name: FileName, to other: FileName, in directory: Directory, _ mode: RenameMode
    ) throws(SystemFailure) {
        let result = name.withCString { from in
            other.withCString { to in
                curfew_files_rename(descriptor, from, directory.descriptor, to, mode.raw)
            }
        }
        _ = try checked(result, .renaming)
    }

    /// Gives a file a free name, also where the file system has no such rename: by a second name, then without the
    /// first.
    ///
    /// - Parameter directory: Where the file is to be afterwards; nil for where it is.
    func renameToFreeName(
        _ name: FileName, _ other: FileName, in directory: Directory? = nil
    ) throws(SystemFailure) {
        let directory = directory ?? self
        do throws(SystemFailure) {
            try rename(name, to: other, in: directory, .toFreeName)
        } catch {
            guard error.isUnsupported else { throw error }
            let result = name.withCString { from in
                other.withCString { to in curfew_files_link(descriptor, from, directory.descriptor, to) }
            }
            _ = try checked(result, .renaming)
            try remove(name)
        }
    }

    /// Removes a file.
    func remove(_ name: FileName) throws(SystemFailure) {
        _ = try checkedErrno(name.withCString { unlinkat(descriptor, $0, 0) }, .removing)
    }

    /// Has the names reach the disk. File systems that can't are left to their own ways.
    func synchronize() {
        fsync(descriptor)
    }
}
