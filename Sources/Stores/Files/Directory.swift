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

    /// The directory's descriptor; it lives as long as this object.
    let descriptor: Int32
    /// Which directory it is, whatever its path.
    let identity: FileStatus.Identity

    /// Opens a directory.
    init(path: String) throws(SystemFailure) {
        let descriptor = Descriptor(
            try checkedErrno(Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK), .opening))
        identity = try FileStatus(of: descriptor.number).identity
        self.descriptor = try checkedErrno(fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0), .opening)
    }

    deinit {
        close(descriptor)
    }

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
        let result = name.withCString { from in
            other.withCString { to in curfew_files_rename(descriptor, from, to, mode.raw) }
        }
        _ = try checked(result, .renaming)
    }

    /// Gives a file a free name, also where the file system has no such rename: by a second name, then without the
    /// first.
    func renameToFreeName(_ name: FileName, _ other: FileName) throws(SystemFailure) {
        do throws(SystemFailure) {
            try rename(name, to: other, .toFreeName)
        } catch {
            guard error.isUnsupported else { throw error }
            let result = name.withCString { from in
                other.withCString { to in curfew_files_link(descriptor, from, to) }
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
