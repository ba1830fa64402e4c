internal import Glibc
internal import SessionModel
internal import StoreKit
internal import SystemEvents

/// A directory with a watch on it, and one on its parent: a directory that somebody has open reports its own end only
/// when nobody has it open any more.
struct WatchedDirectory: ~Copyable {
    /// What happens to sessions: written, made, renamed, removed, or given another time.
    private static let sessionEvents = UInt32(
        IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF
            | IN_MOVE_SELF)
    private static let parentEvents = UInt32(IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
    /// Room for some thousand reports at a time.
    private static let bufferSize = 1 << 17

    /// Whether others than this machine's processes write here, of whom the kernel does not report.
    let isShared: Bool
    private let inotify: Inotify
    private let watch: Int32
    private let identity: FileStatus.Identity

    /// Readable when there is something to report.
    var descriptor: Int32 { inotify.descriptor }

    /// Watches the directory that is at the place now.
    init(_ place: DirectoryPlace) throws(SystemFailure) {
        let directory = try Directory(path: place.path)
        let queue = try Self.attempt { () throws(SystemEventError) in try Inotify() }
        let watch = try Self.attempt { () throws(SystemEventError) in
            try queue.add(place.path, Self.sessionEvents)
        }
        // The watch goes by the path; another directory may have come to be there since it was opened.
        guard try place.identity() == directory.identity else { throw SystemFailure(step: .opening, number: ESTALE) }
        if let parent = Self.parent(of: place.path) { _ = try? queue.add(parent, Self.parentEvents) }
        identity = directory.identity
        isShared = FileSystem(of: directory).isShared
        self.watch = watch
        inotify = queue
    }

    private static func attempt<Made: ~Copyable>(
        _ body: () throws(SystemEventError) -> Made
    ) throws(SystemFailure) -> Made {
        do throws(SystemEventError) {
            return try body()
        } catch {
            throw SystemFailure(step: .watching, number: error.code)
        }
    }

    /// Reports all that is waiting to be reported.
    func report(_ fileNames: FileNames, _ deliver: (StoreChange) -> Void) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
        defer { buffer.deallocate() }
        var batch = ChangeBatch()
        var isOverrun = false
        var hasMore = true
        while hasMore {
            hasMore = inotify.read(buffer) { event in
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { isOverrun = true }
                guard event.watch == watch, fileNames.claims(event.name) else { return }
                batch.add(SessionKey(bytes: event.name), deliver)
            }
        }
        batch.flush(deliver)
        if isOverrun { deliver(.gap("more changed at once than the system keeps reports of")) }
    }

    /// Whether the path still leads to this directory.
    func isStillThere(_ place: DirectoryPlace) -> Bool {
        (try? place.identity()) == identity
    }

    private static func parent(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        let text = String(cString: resolved)
        guard text.count > 1, let slash = text.lastIndex(of: "/") else { return nil }
        return slash == text.startIndex ? "/" : String(text[..<slash])
    }
}
