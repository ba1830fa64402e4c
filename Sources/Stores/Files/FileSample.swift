internal import Glibc
internal import SessionModel

/// A look at a directory's names and its first few files.
struct FileSample {
    /// How many files are asked for their owner.
    private static let files = 20
    /// How old a temporary file is, in milliseconds, before it counts as left over.
    private static let hour: Int64 = 3_600_000

    /// How many sessions there are; nil when there are too many names to count them all.
    private(set) var count: Int?
    /// An owner of files who is not us.
    private(set) var foreignOwner: UInt32?
    /// Whether there are files of ours.
    private(set) var hasOwn = false
    /// The owner of a file we can't read.
    private(set) var unreadableOwner: UInt32?
    /// Whether there are files we can read.
    private(set) var hasReadable = false
    /// In how many directories below the store's the deepest of its files are.
    private(set) var levels = 0
    /// A directory that files are in; nil where there is none.
    private(set) var directory: Directory?
    /// The owner of a directory below the store's that we can't read.
    private(set) var unreadableDirectoryOwner: UInt32?
    /// How many temporary files of our own are left over.
    private(set) var leftovers = 0

    /// Looks at no more than `limit` names, at a time in milliseconds since 1970.
    init(
        of tree: FileTree, limit: Int, now: Int64 = FileTime.now.milliseconds
    ) throws(SystemFailure) {
        var (read, sessions, sampled) = (0, 0, 0)
        var walk = try TreeWalk(tree, skipsUnreadable: true)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var goesOn = true
        while goesOn, read < limit {
            var (named, temporary) = ([FileName](), [FileName]())
            let (directory, level, before) = (walk.directory, walk.level, sessions)
            // A directory with nothing in it is a look as well.
            read += 1
            goesOn = try walk.next(buffer) { name, _, isClaimed in
                guard read < limit else { return }
                read += 1
                if isClaimed {
                    sessions += 1
                    if sampled + named.count < Self.files, let name = FileName(Array(name)) { named.append(name) }
                } else if FileName.isTemporary(name), let name = FileName(Array(name)) {
                    temporary.append(name)
                }
            }
            sampled += named.count
            if sessions > before { levels = max(levels, level) }
            if !named.isEmpty, self.directory == nil { self.directory = directory }
            for name in named { look(at: name, in: directory) }
            leftovers += temporary.count { Self.isOld($0, in: directory, now) }
        }
        unreadableDirectoryOwner = walk.unreadableOwner
        count = goesOn || read >= limit ? nil : sessions
    }

    private mutating func look(at name: FileName, in directory: Directory) {
        guard let status = try? directory.status(of: name), status.foreignKind == nil else { return }
        if status.user == geteuid() { hasOwn = true } else { foreignOwner = status.user }
        let isReadable = name.withCString { faccessat(directory.descriptor, $0, R_OK, AT_EACCESS) == 0 }
        if isReadable { hasReadable = true } else { unreadableOwner = status.user }
    }

    private static func isOld(_ name: FileName, in directory: Directory, _ now: Int64) -> Bool {
        guard let status = try? directory.status(of: name) else { return false }
        return now - status.changed.milliseconds > hour
    }
}
