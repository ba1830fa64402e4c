internal import Configuration
internal import Glibc
internal import TerminalKit

/// Where themes are: a person's own, those of the working copy the program was built from, and installed ones.
struct ThemeDirectory: Sendable {
    /// The directories, the one first whose themes hide those of the same name behind it.
    let places: [String]

    /// A theme's file.
    struct Theme: Hashable, Sendable {
        /// Its name: the file's without its ending.
        var name: String
        /// Where it is.
        var file: String
    }

    private static let ending = ".toml"

    /// Works the directories out.
    init(_ surroundings: Surroundings) {
        let program = Self.programDirectory()
        let installed = program.map { [$0 + "/../share/curfew/themes"] } ?? []
        places =
            [surroundings.paths.themes] + (program.flatMap(Self.workingCopy).map { [$0] } ?? []) + installed
            + surroundings.paths.shared.map { $0 + "/themes" }
    }

    /// The themes, by name.
    func themes() -> [Theme] {
        var themes: [String: Theme] = [:]
        for place in places {
            for file in Self.names(in: place) where file.hasSuffix(Self.ending) {
                let name = String(file.dropLast(Self.ending.count))
                if themes[name] == nil { themes[name] = Theme(name: name, file: "\(place)/\(file)") }
            }
        }
        return themes.values.sorted { $0.name < $1.name }
    }

    /// The themes as the console draws with them, the wanted one first.
    func load(first name: String?) -> [TerminalKit.Theme] {
        [.monochrome]
    }

    private static func programDirectory() -> String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        let program = String(cString: path)
        return program.lastIndex(of: "/").map { String(program[..<$0]) }
    }

    /// The themes of the package whose build directory the program is in; nil when it is in none.
    private static func workingCopy(_ directory: String) -> String? {
        var parts = directory.split(separator: "/")
        while !parts.isEmpty {
            if parts.removeLast() == ".build" {
                let path = "/" + parts.joined(separator: "/")
                return PathKind.of(path + "/Package.swift") == .file ? path + "/themes" : nil
            }
        }
        return nil
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
