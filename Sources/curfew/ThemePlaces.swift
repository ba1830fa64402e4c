internal import Configuration
internal import Glibc

/// Where themes are: installed ones, those of the working copy the program was built from, and a person's own.
enum ThemePlaces {
    /// The directories; a theme of a later one takes the place of those of its name before.
    static func directories(_ surroundings: Surroundings) -> [String] {
        let program = programDirectory()
        return surroundings.paths.shared.map { $0 + "/themes" }
            + (program.map { [$0 + "/../share/curfew/themes"] } ?? [])
            + (program.flatMap(workingCopy).map { [$0] } ?? []) + [surroundings.paths.themes]
    }

    /// The themes there are.
    static func library(_ surroundings: Surroundings) -> ThemeLibrary {
        ThemeLibrary(directories: directories(surroundings))
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
}
