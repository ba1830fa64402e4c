internal import Glibc
internal import StoreKit
internal import Synchronization

/// The path of the store's directory, and the directory that is open there. It may be removed, made anew, or be
/// another one all at once where a link on the way to it is switched; each use looks.
final class DirectoryPlace: Sendable {
    private struct State {
        var directory: Directory?
        var isClosed = false
        var feeds: [ObjectIdentifier: StopSignal] = [:]
    }

    /// The path from the root.
    let path: String
    let words: FileStoreWords
    private let state = Mutex(State())

    /// Creates the place of a path, absolute or below the working directory.
    init(path: String) {
        words = FileStoreWords(path: path)
        self.path = path.hasPrefix("/") ? path : Self.workingDirectory + "/" + path
    }

    /// The directory that is at the path now.
    func directory(while action: String) throws(StoreError) -> Directory {
        do throws(SystemFailure) {
            return try state.withLock { (state) throws(SystemFailure) in
                guard !state.isClosed else { throw .closed }
                if let open = state.directory, try open.identity == identity() { return open }
                state.directory = nil
                let directory = try Directory(path: path)
                state.directory = directory
                return directory
            }
        } catch {
            throw error == .closed ? words.closed(while: action) : words.error(error, while: action)
        }
    }

    /// Which directory is at the path now.
    func identity() throws(SystemFailure) -> FileStatus.Identity {
        var facts = stat()
        _ = try checkedErrno(stat(path, &facts), .opening)
        return FileStatus(facts).identity
    }

    /// Ends everything: the directory is closed, feeds stop, later uses throw.
    func close() {
        let feeds = state.withLock { state in
            defer { state = State(directory: nil, isClosed: true) }
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
