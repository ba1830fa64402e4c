internal import Glibc
internal import SessionModel
internal import StoreKit

/// The directory of a store, and the directories below it in which its layouts keep files.
struct FileTree: Sendable {
    /// A directory of the tree.
    struct Place: Hashable, Sendable {
        /// The way to it from the store's directory, with slashes in between; empty for that itself.
        let path: String
        /// How many directories it is below the store's.
        let level: Int
        /// Which layouts' directory it is; all of them have the store's.
        let nesting: FileLayout.Nesting

        /// The store's directory.
        static let root = Place(path: "", level: 0, nesting: .flat)

        /// A directory in this one.
        fileprivate func inside(_ name: String, _ nesting: FileLayout.Nesting) -> Place {
            Place(path: level == 0 ? name : path + "/" + name, level: level + 1, nesting: nesting)
        }
    }

    /// The store's directory.
    let root: Directory
    /// How many directories there are above a file where the application chooses that.
    let depth: Int
    /// Whether that could not be told: there is no session yet, and there are directories that could be theirs.
    let isUndecided: Bool
    /// The layouts, whatever their nesting.
    let names: FileNames
    /// Those whose files are in the store's directory itself.
    let rootNames: FileNames
    /// The ways of nesting in which there are directories below the store's.
    private let nestings: [FileLayout.Nesting]

    /// Creates the tree of an open directory.
    ///
    /// - Parameters:
    ///   - depth: How many directories there are above a file where the application chooses that; nil to look.
    ///   - known: How many there were before, for where a look does not tell.
    init(_ root: Directory, _ names: FileNames, depth: Int? = nil, known: Int? = nil) {
        let seen = depth ?? NestingDepth.look(in: root, names) ?? known
        let depth = seen ?? 0
        isUndecided = seen == nil
        self.root = root
        self.names = names
        self.depth = depth
        rootNames = names.nested { $0.levels(depth: depth) == 0 }
        nestings = [FileLayout.Nesting.leadingCharacters, .checksum].filter { nesting in
            nesting.levels(depth: depth) > 0 && !names.nested { $0 == nesting }.isEmpty
        }
    }

    /// Whether files may be anywhere but in the store's directory.
    var isNested: Bool { !nestings.isEmpty }

    /// In how many directories below the store's files may be, at the most.
    var levels: Int { nestings.map { $0.levels(depth: depth) }.max() ?? 0 }

    /// The directory of a key's file, by its path; nil for a key that no layout claims.
    func path(of key: SessionKey) -> String? { names.directories(of: key, depth: depth) }

    /// Opens a directory by its path; nil where it is not there. No link is followed.
    func directory(_ path: String) throws(SystemFailure) -> Directory? {
        var directory = root
        for part in path.split(separator: "/") {
            guard let name = FileName(Array(part.utf8)), let inner = try directory.subdirectory(name)
            else { return nil }
            directory = inner
        }
        return directory
    }

    /// Opens the directory that a key's file is to be in, which is made where the key's framework makes it.
    func destination(of key: SessionKey) throws(SystemFailure) -> Directory? {
        guard let path = path(of: key) else { return nil }
        if !names.nesting(of: key).makesDirectories { return try directory(path) }
        var directory = root
        for part in path.split(separator: "/") {
            guard let name = FileName(Array(part.utf8)) else { return nil }
            if !directory.hasDirectory(name) { try directory.makeSubdirectory(name) }
            guard let inner = try directory.subdirectory(name) else { return nil }
            directory = inner
        }
        return directory
    }

    /// The keys of sessions that begin with `prefix`, at most `limit` of them.
    func keys(withPrefix prefix: SessionKey, limit: Int) throws(SystemFailure) -> [SessionKey] {
        var found: [SessionKey] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var walk = try TreeWalk(self) { [names, depth] in names.mayHold(prefix, in: $0.path, $0.nesting, depth: depth) }
        var goesOn = true
        while goesOn, found.count < limit {
            goesOn = try walk.next(buffer) { name, _, isClaimed in
                guard isClaimed, found.count < limit, name.starts(with: prefix.bytes) else { return }
                found.append(SessionKey(bytes: name))
            }
        }
        return found
    }

    /// Whether a file of this name is a session's in this directory.
    func claims(_ name: UnsafeRawBufferPointer, in place: Place) -> Bool {
        if place.level == 0 { return rootNames.claims(name) }
        return holdsFiles(place) && names.directories(of: name, depth: depth) == place.path
    }

    /// Whether sessions' files are in a directory, and not only directories.
    func holdsFiles(_ place: Place) -> Bool { place.level == place.nesting.levels(depth: depth) }

    /// The directory of a name in a directory of the tree, where it can hold sessions or directories of them.
    func inside(_ place: Place, _ name: UnsafeRawBufferPointer, _ kind: Listing.Kind) -> Place? {
        switch kind {
        case .regular, .foreign: return nil
        case .directory, .unknown: break
        }
        let nesting = place.level == 0 ? nestings.first { $0.mayName(name) } : place.nesting
        guard let nesting, nesting.mayName(name), place.level < nesting.levels(depth: depth) else { return nil }
        return place.inside(String(decoding: name, as: UTF8.self), nesting)
    }
}
