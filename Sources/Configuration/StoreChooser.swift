public import StoreKit

/// Chooses the store: a pure function of the world it is given.
///
/// In this order: the command line, `--profile`, `--env`, `CURFEW_STORE`, `TINA4_SESSION_*` in the environment, a `.env`
/// of the working directory (or the file that `TINA4_ENV_FILE` names) with such names, the default profile,
/// `data/sessions` in the working directory.
public struct StoreChooser: Sendable {
    /// The variable that names a store.
    public static let variable = "CURFEW_STORE"

    /// Understands addresses.
    public let parser: StoreAddressParser
    /// What the choice depends on.
    public let world: ChoiceWorld

    /// Creates a chooser for what these drivers can open.
    public init(drivers: [StoreDriver], world: ChoiceWorld) {
        self.init(parser: StoreAddressParser(drivers: drivers), world: world)
    }

    /// Creates a chooser for the addresses that are understood.
    public init(parser: StoreAddressParser, world: ChoiceWorld) {
        self.parser = parser
        self.world = world
    }

    /// The store, or nil where nothing names one.
    public func choose() throws(ConfigurationError) -> ChosenStore? {
        for source in Source.allCases {
            guard var chosen = try choose(by: source) else { continue }
            chosen.warnings = unusedSources(by: source) + world.configuration.warnings + chosen.warnings
            return chosen
        }
        return nil
    }

    /// What can name a store, the first that does winning.
    private enum Source: CaseIterable {
        case argument, profile, environmentFile, variable, environment, foundFile, defaultProfile, foundDirectory
    }

    private func choose(by source: Source) throws(ConfigurationError) -> ChosenStore? {
        switch source {
        case .argument:
            guard let store = world.store else { return nil }
            var chosen = try named(store, source: nil, origin: .argument)
            if chosen.profile == nil, chosen.address.password != nil {
                chosen.warnings.append(Warning.passwordInArguments.description)
            }
            return chosen
        case .profile:
            guard let name = world.profile else { return nil }
            guard let profile = try world.configuration.profile(name) else { throw unknownProfile(name) }
            return try chosen(profile, by: "--profile")
        case .environmentFile: return try world.environmentFile.map(fromFile)
        case .variable:
            guard let store = world.environment[Self.variable]?.trimmingBlanks, !store.isEmpty else { return nil }
            return try named(store, source: Self.variable, origin: .variable(Self.variable))
        case .environment:
            return try fromTina4(world.environment, directory: "", isCertain: false) { .environment(setting: $0) }
        case .foundFile: return try fromFoundFile()
        case .defaultProfile:
            if let error = world.configuration.brokenDefault { throw error }
            guard let name = world.configuration.defaultProfile, let profile = try world.configuration.profile(name)
            else { return nil }
            return try chosen(profile, by: "default in \(world.configuration.file)")
        case .foundDirectory:
            let path = "data/sessions"
            guard world.kind(path) == .directory else { return nil }
            return ChosenStore(
                address: StoreAddressParser.directory(path),
                how: .foundDirectory(path, directory: world.workingDirectory))
        }
    }

    /// Warnings for what was named on the command line in vain, and for a `.env` that could not be asked.
    private func unusedSources(by source: Source) -> [String] {
        if source == .defaultProfile || source == .foundDirectory {
            return foundFiles.compactMap { file in
                guard case .failure(let problem) = read(file), problem != .missing else { return nil }
                return Warning.unreadable(file, problem).description
            }
        }
        var unused: [String] = []
        if source == .argument, world.profile != nil { unused.append("--profile") }
        if source == .argument || source == .profile, world.environmentFile != nil { unused.append("--env") }
        return unused.map { Warning.unused($0).description }
    }
}
