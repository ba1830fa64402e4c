import Configuration

/// A world of made-up files, in which nothing names a store until a test says so.
struct World {
    var environment: [String: String] = [:]
    var files: [String: String] = [:]
    var directories: Set<String> = []
    var readableByOthers: Set<String> = []
    var problems: [String: FileProblem] = [:]
    var configuration = ""
    var store: String?
    var profile: String?
    var environmentFile: String?

    static let configurationFile = "/home/ann/.config/curfew/config.toml"

    var reader: FileReader {
        let (files, problems, readableByOthers) = (files, problems, readableByOthers)
        return { path in
            if let problem = problems[path] { return .failure(problem) }
            guard let text = files[path] else { return .failure(.missing) }
            return .success(FileContent(bytes: Array(text.utf8), isReadableByOthers: readableByOthers.contains(path)))
        }
    }

    func chooser() throws -> StoreChooser {
        let file = FileContent(bytes: Array(configuration.utf8))
        let (names, directories) = (Set(files.keys), directories)
        var world = ChoiceWorld(
            environment: environment, configuration: try ConfigurationFile(file, file: Self.configurationFile),
            workingDirectory: "/srv/app", home: "/home/ann", read: reader,
            kind: { directories.contains($0) ? .directory : names.contains($0) ? .file : nil })
        (world.store, world.profile, world.environmentFile) = (store, profile, environmentFile)
        return StoreChooser(drivers: drivers, world: world)
    }

    func choose() throws -> ChosenStore? { try chooser().choose() }
}
