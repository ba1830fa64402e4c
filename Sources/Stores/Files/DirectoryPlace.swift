internal import Glibc
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// The path of the store's directory, and the directory that is open there. It may be removed, made anew, or be
/// another one all at once where a link on the way to it is switched; each use looks.
final class DirectoryPlace: Sendable {
    private struct State {
        var tree: FileTree?
        var isClosed = false
        var feeds: [ObjectIdentifier: StopSignal] = [:]
    }

    /// The path from the root.
    let path: String
    let words: FileStoreWords
    private let fileNames: FileNames
    private let depth: Int?
    private let state = Mutex(State())

    /// Creates the place of a path, absolute or below the working directory.
    ///
    /// - Parameters:
    ///   - fileNames: Which names are sessions'.
    ///   - depth: How many directories there are above a file where the application chooses that; nil to look.
    init(path: String, _ fileNames: FileNames = FileNames([]), depth: Int? = nil) {
        words = FileStoreWords(path: path)
        self.fileNames = fileNames
        self.depth = depth
        self.path = path.hasPrefix("/") ? path : Self.workingDirectory + "/" + path
    }

    /// The directory that is at the path now.
    func directory(while action: String) throws(StoreError) -> Directory { try tree(while: action).root }

    /// The directory that is at the path now, with those below it.
    ///
    /// - Parameter looksAgain: Whether to look once more how deep it is.
    func tree(while action: String, looksAgain: Bool = false) throws(StoreError) -> FileTree {
        do throws(SystemFailure) {
            return try state.withLock { (state) throws(SystemFailure) in
                guard !state.isClosed else { throw .closed }
                if let open = state.tree, try open.root.identity == identity() {
                    let known = open.isUndecided ? nil : open.depth
                    if looksAgain { state.tree = FileTree(open.root, fileNames, depth: depth, known: known) }
                    return state.tree ?? open
                }
                state.tree = nil
                let tree = try openTree()
                state.tree = tree
                return tree
            }
        } catch {
            throw error == .closed ? words.closed(while: action) : words.error(error, while: action)
        }
    }

    /// The directory that is at the path now, opened anew, with those below it.
    func openTree() throws(SystemFailure) -> FileTree { FileTree(try Directory(path: path), fileNames, depth: depth) }

    /// Which directory is at the path now.
    func identity() throws(SystemFailure) -> FileStatus.Identity {
        var facts = stat()
        _ = try checkedErrno(stat(path, &facts), .opening)
        return FileStatus(facts).identity
    }

    /// Ends everything: the directory is closed, feeds stop, later uses throw.
    func close() {
        let feeds = state.withLock { state in
            defer { state = State(tree: nil, isClosed: true) }
            return Array(state.feeds.values)
        }
        for feed in feeds { feed.raise() }
    }

    /// Whether `close` was called.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Has `close` raise this signal, until it is taken off again.
    func add(_ signal: StopSignal) {
        let isClosed = state.withLock { state in
            state.feeds[ObjectIdentifier(signal)] = signal
            return state.isClosed
        }
        if isClosed { signal.raise() }
    }

    /// Takes a signal off.
    func remove(_ signal: StopSignal) {
        state.withLock { state in state.feeds[ObjectIdentifier(signal)] = nil }
    }

    private static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }
}

extension SystemFailure {
    /// No system call at all: the store was closed.
    fileprivate static let closed = SystemFailure(step: .opening, number: 0)
}
