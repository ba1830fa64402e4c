internal import Glibc
internal import SessionModel

/// A walk through the names of all directories of a tree, in large gulps, from the store's own directory on.
struct TreeWalk: ~Copyable {
    private let tree: FileTree
    /// Which directories are gone into.
    private let enters: (FileTree.Place) -> Bool
    private var place = FileTree.Place.root
    private var listing: Listing
    private var waiting: [FileTree.Place] = []
    private let skipsUnreadable: Bool
    /// The owner of a directory that was left out because it may not be read; nil where none was.
    private(set) var unreadableOwner: UInt32?

    /// The directory that the next gulp's names are in.
    private(set) var directory: Directory
    /// How many directories below the store's the next gulp's names are.
    var level: Int { place.level }

    /// Begins a walk.
    ///
    /// - Parameter skipsUnreadable: Whether a directory that may not be read is left out, and not an error: what is said
    ///   of a user's sessions would not be true without those in it.
    init(
        _ tree: FileTree, skipsUnreadable: Bool = false, enters: @escaping (FileTree.Place) -> Bool = { _ in true }
    ) throws(SystemFailure) {
        self.tree = tree
        self.skipsUnreadable = skipsUnreadable
        self.enters = enters
        directory = tree.root
        listing = try Listing(of: tree.root)
    }

    /// Reads one gulp of names; whether there may be more.
    ///
    /// - Parameter body: Is given a name that is followed by a NUL, good only during the call, and whether it is that
    ///   of a session's file.
    mutating func next(
        _ buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer, Listing.Kind, Bool) -> Void
    ) throws(SystemFailure) -> Bool {
        let (tree, place, rootNames) = (tree, place, tree.rootNames)
        var found: [FileTree.Place] = []
        let hasMore: Bool
        if place.level == 0 {
            hasMore = try listing.next(buffer) { name, kind in
                let isClaimed = rootNames.claims(name)
                if !isClaimed, let inner = tree.inside(place, name, kind) { found.append(inner) }
                body(name, kind, isClaimed)
            }
        } else {
            do throws(SystemFailure) {
                hasMore = try listing.next(buffer) { name, kind in
                    if let inner = tree.inside(place, name, kind) { found.append(inner) }
                    body(name, kind, tree.claims(name, in: place))
                }
            } catch {
                // A directory that was removed since it was opened has no names, and says that it is not there.
                guard error.isMissing else { throw error }
                hasMore = false
            }
        }
        waiting += found.filter(enters)
        if hasMore { return true }
        return try enterNext()
    }

    /// Goes on in the next directory that is still there.
    private mutating func enterNext() throws(SystemFailure) -> Bool {
        while let next = waiting.popLast() {
            do throws(SystemFailure) {
                guard let inner = try tree.directory(next.path) else { continue }
                listing = try Listing(of: inner)
                (directory, place) = (inner, next)
                return true
            } catch {
                if error.isMissing { continue }
                guard skipsUnreadable, error.number == EACCES || error.number == EPERM else { throw error }
                unreadableOwner = owner(of: next.path)
            }
        }
        return false
    }

    /// Whose a directory is that can't be opened; root's where that can't be told either.
    private func owner(of path: String) -> UInt32 {
        var facts = stat()
        return fstatat(tree.root.descriptor, path, &facts, AT_SYMLINK_NOFOLLOW) == 0 ? facts.st_uid : 0
    }
}
