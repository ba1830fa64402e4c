internal import SessionModel

/// Finds out in how many directories an application keeps its files that chooses that itself. Reads names only, and
/// few of them however large the directory is.
enum NestingDepth {
    /// The most levels there may be.
    static let limit = 9
    /// Every id may begin with these, so where a framework requires its directories to be there, these are.
    private static let certain = Array("0123456789abcdef".utf8)
    /// All that ids may begin with.
    private static let possible = (UInt8.min...UInt8.max).filter(StemShape.Alphabet.php.holds)
    /// How many directories are looked into where not all of them are there.
    private static let patience = 300

    /// How many directories are above each file; 0 for none, nil where there are directories that could be these, and no
    /// file that tells.
    static func look(in root: Directory, _ names: FileNames) -> Int? {
        let names = names.nested { $0 == .leadingCharacters }
        guard !names.isEmpty, root.mayHaveDirectories else { return 0 }
        let depth = completeLevels(below: root)
        guard depth > 0 else { return levelsOfFirstFile(below: root, names) }
        // Directories that were made and are not used hide no sessions beside them; of more than these, not all are
        // looked into.
        let mayBeUnused = depth <= 2 && holdsFile(root, names, "", 0)
        return mayBeUnused && levelsOfFirstFile(below: root, names, ignoringRoot: true) == nil ? 0 : depth
    }

    /// How many levels there are that have a directory for every hexadecimal digit.
    private static func completeLevels(below root: Directory) -> Int {
        var (depth, directory) = (0, root)
        while depth < limit, certain.allSatisfy({ byte in name(byte).map(directory.hasDirectory) == true }) {
            depth += 1
            guard let inner = inner(certain[0], of: directory) else { break }
            directory = inner
        }
        return depth
    }

    /// In how many directories the first file is that is found in some; 0 where one is in the store's directory itself,
    /// or there is no directory; nil where no file was found.
    private static func levelsOfFirstFile(
        below root: Directory, _ names: FileNames, ignoringRoot: Bool = false
    ) -> Int? {
        guard possible.contains(where: { byte in name(byte).map(root.hasDirectory) == true }) else { return 0 }
        var waiting = [(path: "", level: 0, directory: root)]
        var looked = 0
        while let next = waiting.popLast(), looked < patience {
            looked += 1
            let counts = next.level > 0 || !ignoringRoot
            if counts, holdsFile(next.directory, names, next.path, next.level) { return next.level }
            guard next.level < limit else { continue }
            for byte in possible.reversed() {
                guard waiting.count < patience, let inner = inner(byte, of: next.directory) else { continue }
                let part = String(decoding: [byte], as: UTF8.self)
                waiting.append((next.level == 0 ? part : "\(next.path)/\(part)", next.level + 1, inner))
            }
        }
        return nil
    }

    /// Whether one of the first names of a directory is that of a file which belongs there.
    private static func holdsFile(_ directory: Directory, _ names: FileNames, _ path: String, _ depth: Int) -> Bool {
        var (read, isFound) = (0, false)
        try? Listing(of: directory).forEach { name, _ in
            read += 1
            isFound = names.directories(of: name, depth: depth) == path
            return !isFound && read < 1000
        }
        return isFound
    }

    private static func inner(_ byte: UInt8, of directory: Directory) -> Directory? {
        guard let name = name(byte), directory.hasDirectory(name) else { return nil }
        return (try? directory.subdirectory(name)) ?? nil
    }

    private static func name(_ byte: UInt8) -> FileName? { FileName([byte]) }
}
