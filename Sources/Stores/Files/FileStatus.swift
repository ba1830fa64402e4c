internal import Glibc
internal import SessionModel

/// What the system tells about a file.
struct FileStatus: Hashable, Sendable {
    /// Which file it is, whatever its name.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    let identity: Identity
    /// The system's word for what it is; nil for a regular file.
    let foreignKind: String?
    /// In bytes.
    let size: Int
    let user: UInt32
    let group: UInt32
    /// The permission bits.
    let mode: UInt32
    let links: Int
    let modified: FileTime
    let changed: FileTime

    init(_ facts: stat) {
        identity = Identity(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
        foreignKind = Self.foreignKind(of: facts.st_mode & S_IFMT)
        size = Int(facts.st_size)
        user = facts.st_uid
        group = facts.st_gid
        mode = facts.st_mode & 0o7777
        links = Int(facts.st_nlink)
        modified = FileTime(facts.st_mtim)
        changed = FileTime(facts.st_ctim)
    }

    /// The status of an open file.
    init(of descriptor: Int32) throws(SystemFailure) {
        var facts = stat()
        _ = try checkedErrno(fstat(descriptor, &facts), .reading)
        self.init(facts)
    }

    /// Whether nothing was written between this status and `later`.
    func isUnwritten(since later: FileStatus) -> Bool {
        identity == later.identity && size == later.size && modified == later.modified && changed == later.changed
    }

    private static func foreignKind(of type: mode_t) -> String? {
        switch type {
        case S_IFREG: nil
        case S_IFLNK: RecordContent.symbolicLink
        case S_IFDIR: "directory"
        case S_IFIFO: "named pipe"
        case S_IFSOCK: "socket"
        case S_IFCHR, S_IFBLK: "device"
        default: "special file"
        }
    }
}
