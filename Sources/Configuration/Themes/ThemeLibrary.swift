public import TerminalKit

/// The themes there are.
public struct ThemeLibrary: Hashable, Sendable {
    /// The themes, by name.
    public private(set) var files: [ThemeFile] = []
    /// What a person should know, a sentence each: a broken file is passed over, and nothing else.
    public private(set) var warnings: [String] = []

    private static let ending = ".toml"
    /// The name of the theme that there is where nobody asks for another.
    public static let standard = "default"

    /// Reads all files ending in `.toml` of some directories.
    ///
    /// - Parameters:
    ///   - directories: Where to look. A theme takes the place of those of its name in the directories before; one that
    ///     is broken does not. Directories that are missing have no themes.
    ///   - names: Gives the names in a directory.
    ///   - read: Reads a file.
    public init(
        directories: [String], names: DirectoryReader = { DirectoryNames.read($0) },
        read: FileReader = { FileContent.read($0) }
    ) {
        var found: [String: ThemeFile] = [:]
        for directory in directories {
            for (name, file) in themes(in: directory, names, read) { found[name] = file }
        }
        files = found.values.sorted { $0.theme.name < $1.theme.name }
    }

    /// The themes to choose from, the one to begin with first: the one that is asked for, or else `default`. Where none
    /// was found at all there is the one that needs no file.
    ///
    /// - Throws: `ConfigurationError` where no theme has the name; `source` says where it was written (`--theme`).
    public func themes(first name: String?, source: String) throws(ConfigurationError) -> [Theme] {
        let all = files.isEmpty ? [.monochrome] : files.map(\.theme)
        if let name, !all.contains(where: { $0.name == name }) {
            let known = all.map(\.name)
            throw .unknownTheme(name, nearest: NearestName.of(name, among: known), known: known, source: source)
        }
        let first = name ?? Self.standard
        return all.filter { $0.name == first } + all.filter { $0.name != first }
    }

    /// The theme of a name where one file tells it: a file that is called so, in the last of the directories with any
    /// themes. So the screen need not wait for all the others to be read; nil where it takes the whole library.
    public static func theme(
        _ name: String, in directories: [String], names: DirectoryReader = { DirectoryNames.read($0) },
        read: FileReader = { FileContent.read($0) }
    ) -> Theme? {
        for directory in directories.reversed() {
            switch names(directory) {
            case .failure(.missing): continue
            case .failure: return nil
            case .success(let found):
                guard found.contains(where: { $0.hasSuffix(ending) }) else { continue }
                guard found.contains(name + ending) else { return nil }
                let theme = try? ThemeFile.load("\(directory)/\(name)\(ending)", read: read).theme
                return theme?.name == name ? theme : nil
            }
        }
        return nil
    }

    private mutating func themes(
        in directory: String, _ names: DirectoryReader, _ read: FileReader
    ) -> [String: ThemeFile] {
        var found: [String: ThemeFile] = [:]
        switch names(directory) {
        case .failure(.missing): break
        case .failure(let problem): warnings.append(Warning.unreadable(directory, problem).description)
        case .success(let names):
            for name in names.sorted() where name.hasSuffix(Self.ending) && !name.hasPrefix(".") {
                guard let file = theme("\(directory)/\(name)", read) else { continue }
                if let other = found[file.theme.name] {
                    warnings.append(Warning.sameTheme(file.theme.name, file: file.file, other: other.file).description)
                } else {
                    found[file.theme.name] = file
                }
            }
        }
        return found
    }

    private mutating func theme(_ file: String, _ read: FileReader) -> ThemeFile? {
        do {
            return try ThemeFile.load(file, read: read)
        } catch {
            warnings.append(Warning.brokenTheme(error).description)
            return nil
        }
    }
}
