internal import SessionModel
internal import StoreKit

/// Which directory a session is in.
extension FileStore {
    /// The directories, looked through once more for how deep they are.
    func treeForListing() throws(StoreError) -> FileTree {
        try place.tree(while: "listing sessions", looksAgain: true)
    }

    func tree(for action: String) throws(StoreError) -> FileTree {
        guard !Task.isCancelled else { throw place.words.cancelled(while: action) }
        return try place.tree(while: action)
    }

    /// The sessions of the directory that a key's file is in; nil where that directory is not there.
    func sessions(of key: SessionKey, for action: String) throws(StoreError) -> SessionDirectory? {
        let tree = try tree(for: action)
        guard tree.isNested else { return sessions(of: tree.root, "") }
        return try tree.path(of: key).flatMap { path throws(StoreError) in
            try sessions(at: path, in: tree, for: action)
        }
    }

    /// The sessions of the directory that a key's file is to be in.
    ///
    /// - Throws: `.unsuitable` where its framework requires the directory to be there, and it is not, and where nobody
    ///   knows which one it is.
    func destination(of key: SessionKey, for action: String) throws(StoreError) -> SessionDirectory {
        let tree = try tree(for: action)
        if tree.isUndecided, fileNames.nesting(of: key) == .leadingCharacters {
            throw place.words.undecided(while: action)
        }
        guard tree.isNested else { return sessions(of: tree.root, "") }
        guard let path = tree.path(of: key) else { throw place.words.unclaimed(while: action) }
        do throws(SystemFailure) {
            if let directory = try tree.destination(of: key) { return sessions(of: directory, path) }
        } catch {
            throw place.words.error(error, while: action)
        }
        throw place.words.noPlace(path, while: action)
    }

    /// Does something in each directory with what concerns its sessions.
    ///
    /// - Parameters:
    ///   - missing: The answer for what is in a directory that is not there.
    ///   - failed: The answer for what is in a directory that can't be opened. Throws where the other answers, those of
    ///     directories that were there before it, are not to be given then.
    /// - Returns: The answers, in the order of `items`.
    func inDirectories<Item, Answer>(
        _ items: [Item], of key: (Item) -> SessionKey, for action: String, missing: Answer,
        failed: (StoreError) throws(StoreError) -> Answer,
        _ body: (SessionDirectory, [Item]) throws(StoreError) -> [Answer]
    ) throws(StoreError) -> [Answer] {
        let tree = try tree(for: action)
        guard tree.isNested else { return try body(sessions(of: tree.root, ""), items) }
        var answers = Array(repeating: missing, count: items.count)
        let places = Dictionary(grouping: items.indices) { tree.path(of: key(items[$0])) }
        for (path, indices) in places {
            guard let path else { continue }
            let opened: SessionDirectory?
            do throws(StoreError) { opened = try sessions(at: path, in: tree, for: action) } catch {
                for index in indices { answers[index] = try failed(error) }
                continue
            }
            guard let opened else { continue }
            let found = try body(opened, indices.map { items[$0] })
            for (index, answer) in zip(indices, found) { answers[index] = answer }
        }
        return answers
    }

    private func sessions(
        at path: String, in tree: FileTree, for action: String
    ) throws(StoreError) -> SessionDirectory? {
        do throws(SystemFailure) {
            return try tree.directory(path).map { sessions(of: $0, path) }
        } catch {
            throw place.words.error(error, while: action)
        }
    }

    private func sessions(of directory: Directory, _ path: String) -> SessionDirectory {
        SessionDirectory(
            directory: directory, fileNames: fileNames, words: place.words, place: path.isEmpty ? nil : path)
    }
}
