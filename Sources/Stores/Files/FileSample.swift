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
    /// How many temporary files of our own are left over.
    private(set) var leftovers = 0

    /// Looks at no more than `limit` names, at a time in milliseconds since 1970.
    init(
        of directory: Directory, _ fileNames: FileNames, limit: Int, now: Int64 = FileTime.now.milliseconds
    ) throws(SystemFailure) {
        var read = 0
        var sessions = 0
        var sampled: [FileName] = []
        var temporary: [FileName] = []
        try Listing(of: directory).forEach { name, _ in
            read += 1
            if fileNames.claims(name) {
                sessions += 1
                if sampled.count < Self.files, let name = FileName(Array(name)) { sampled.append(name) }
            } else if FileName.isTemporary(name), let name = FileName(Array(name)) {
                temporary.append(name)
            }
            return read < limit
        }
        count = read < limit ? sessions : nil
        for name in sampled { look(at: name, in: directory) }
        leftovers = temporary.count { Self.isOld($0, in: directory, now) }
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
