internal import Glibc
internal import SessionModel
internal import StoreKit
internal import SystemEvents

/// A directory with a watch on it and on those below it that sessions are in, and one on its parent: a directory that
/// somebody has open reports its own end only when nobody has it open any more.
struct WatchedDirectory: ~Copyable {
    /// What happens to sessions: written, made, renamed, removed, or given another time.
    private static let sessionEvents = UInt32(
        IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF
            | IN_MOVE_SELF)
    private static let parentEvents = UInt32(IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
    /// Room for some thousand reports at a time.
    private static let bufferSize = 1 << 17
    /// How many directories below the store's are watched at the most: a user has some ten thousand watches.
    static let limit = 4200

    /// Whether others than this machine's processes write here, of whom the kernel does not report.
    let isShared: Bool
    private let inotify: Inotify
    private let watch: Int32
    private let tree: FileTree
    private let path: String
    /// The watched directories below the store's.
    private var places: [Int32: FileTree.Place] = [:]

    /// Readable when there is something to report.
    var descriptor: Int32 { inotify.descriptor }

    /// Watches the directory that is at the place now; those below it only once `watchInside` was called.
    init(_ place: DirectoryPlace) throws(SystemFailure) {
        let tree = try place.openTree()
        let queue = try Self.attempt { () throws(SystemEventError) in try Inotify() }
        let watch = try Self.attempt { () throws(SystemEventError) in
            try queue.add(place.path, Self.sessionEvents)
        }
        // The watch goes by the path; another directory may have come to be there since it was opened.
        guard try place.identity() == tree.root.identity else { throw SystemFailure(step: .opening, number: ESTALE) }
        if let parent = Self.parent(of: place.path) { _ = try? queue.add(parent, Self.parentEvents) }
        isShared = FileSystem(of: tree.root).isShared
        self.watch = watch
        self.tree = tree
        path = place.path
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
    ///
    /// - Throws: `.tooManyDirectories`, or that no watch is left for a directory that was made meanwhile.
    mutating func report(_ deliver: (StoreChange) -> Void) throws(SystemFailure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
        defer { buffer.deallocate() }
        var batch = ChangeBatch()
        var isOverrun = false
        var hasLeft = false
        var hasMore = true
        while hasMore {
            var (made, ended) = ([FileTree.Place](), [Int32]())
            hasMore = inotify.read(buffer) { event in
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { isOverrun = true }
                guard let place = event.watch == watch ? .root : places[event.watch] else { return }
                if event.mask & UInt32(IN_IGNORED) != 0 { ended.append(event.watch) }
                if event.mask & UInt32(IN_ISDIR) != 0 {
                    guard let inner = tree.inside(place, event.name, .directory) else { return }
                    if event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0 { made.append(inner) }
                    if event.mask & UInt32(IN_MOVED_FROM) != 0 { hasLeft = true }
                } else if tree.claims(event.name, in: place) {
                    batch.add(SessionKey(bytes: event.name), deliver)
                }
            }
            for watch in ended { places[watch] = nil }
            for place in made { try watch(place) { batch.add($0, deliver) } }
        }
        batch.flush(deliver)
        if isOverrun { deliver(.gap("more changed at once than the system keeps reports of")) }
        if hasLeft { deliver(.gap("a directory of sessions was moved away")) }
    }

    /// Watches the directories below this one that sessions are in.
    ///
    /// - Throws: `.tooManyDirectories`, or that no watch is left.
    mutating func watchInside() throws(SystemFailure) {
        guard tree.isNested, tree.root.mayHaveDirectories else { return }
        try watchInside(.root) { _ in }
    }

    /// Watches a directory of the tree and those inside, and names the sessions that are in them already.
    private mutating func watch(_ place: FileTree.Place, _ found: (SessionKey) -> Void) throws(SystemFailure) {
        guard places.count < Self.limit else { throw .tooManyDirectories }
        let mask = Self.sessionEvents | UInt32(IN_DONT_FOLLOW)
        do throws(SystemEventError) {
            places[try inotify.add(path + "/" + place.path, mask)] = place
        } catch {
            // It may be gone again, or be nobody's business.
            guard ![ENOENT, ENOTDIR, ELOOP, EACCES].contains(error.code) else { return }
            throw SystemFailure(step: .watching, number: error.code)
        }
        try watchInside(place, found)
    }

    private mutating func watchInside(
        _ place: FileTree.Place, _ found: (SessionKey) -> Void
    ) throws(SystemFailure) {
        guard let directory = try? tree.directory(place.path), let listing = try? Listing(of: directory) else { return }
        var inner: [FileTree.Place] = []
        try? listing.forEach { name, kind in
            if let next = tree.inside(place, name, kind) { inner.append(next) }
            if place.level > 0, tree.claims(name, in: place) { found(SessionKey(bytes: name)) }
            return true
        }
        for next in inner { try watch(next, found) }
    }

    /// Whether the path still leads to this directory.
    func isStillThere(_ place: DirectoryPlace) -> Bool {
        (try? place.identity()) == tree.root.identity
    }

    private static func parent(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        let text = String(cString: resolved)
        guard text.count > 1, let slash = text.lastIndex(of: "/") else { return nil }
        return slash == text.startIndex ? "/" : String(text[..<slash])
    }
}
