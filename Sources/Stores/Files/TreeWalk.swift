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

    /// The directory that the next gulp's names are in.
    private(set) var directory: Directory
    /// How many directories below the store's the next gulp's names are.
    var level: Int { place.level }

    /// Begins a walk.
    init(
        _ tree: FileTree, enters: @escaping (FileTree.Place) -> Bool = { _ in true }
    ) throws(SystemFailure) {
        self.tree = tree
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

    /// Goes on in the next directory that is still there and may be read.
    private mutating func enterNext() throws(SystemFailure) -> Bool {
        while let next = waiting.popLast() {
            do throws(SystemFailure) {
                guard let inner = try tree.directory(next.path) else { continue }
                listing = try Listing(of: inner)
                (directory, place) = (inner, next)
                return true
            } catch {
                guard error.number == EACCES || error.number == EPERM || error.isMissing else { throw error }
            }
        }
        return false
    }
}
