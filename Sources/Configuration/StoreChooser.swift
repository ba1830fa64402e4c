public import StoreKit

/// Chooses the store: a pure function of the world it is given.
///
/// In this order: the command line, `--profile`, `--env`, `CURFEW_STORE`, `TINA4_SESSION_*` in the environment, a `.env`
/// of the working directory with such names, the default profile, `data/sessions` in the working directory.
public struct StoreChooser: Sendable {
    /// The variable that names a store.
    public static let variable = "CURFEW_STORE"

    /// Understands addresses.
    public let parser: StoreAddressParser
    /// What the choice depends on.
    public let world: ChoiceWorld

    /// Creates a chooser for what these drivers can open.
    public init(drivers: [StoreDriver], world: ChoiceWorld) {
        parser = StoreAddressParser(drivers: drivers)
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
            guard let profile = world.configuration.profile(name) else { throw unknownProfile(name) }
            return try chosen(profile, by: "--profile")
        case .environmentFile: return try world.environmentFile.map(fromFile)
        case .variable:
            guard let store = world.environment[Self.variable]?.trimmingBlanks, !store.isEmpty else { return nil }
            return try named(store, source: Self.variable, origin: .variable(Self.variable))
        case .environment:
            return try fromTina4(world.environment, directory: "", isCertain: false) { .environment(setting: $0) }
        case .foundFile: return try fromFoundFile()
        case .defaultProfile:
            guard let profile = world.configuration.defaultProfile.flatMap(world.configuration.profile) else {
                return nil
            }
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
            guard case .failure(let problem) = read(".env"), problem != .missing else { return [] }
            return [Warning.unreadable(".env", problem).description]
        }
        var unused: [String] = []
        if source == .argument, world.profile != nil { unused.append("--profile") }
        if source == .argument || source == .profile, world.environmentFile != nil { unused.append("--env") }
        return unused.map { Warning.unused($0).description }
    }

    // MARK: Names

    /// What a word of the command line is; a verb wins over everything, a profile over a URL, a URL over a path.
    public func meaning(of word: String, verbs: [String]) -> WordMeaning {
        if verbs.contains(word) { return .verb }
        if world.configuration.profile(word) != nil || parser.recognizes(word) || isPath(word) { return .store }
        let names = verbs + world.configuration.profiles.map(\.name)
        let looksLikeStore = word.contains("/") || word.contains(":")
        return looksLikeStore ? .store : .unknown(nearest: NearestName.of(word, among: names))
    }

    private func isPath(_ word: String) -> Bool { world.kind(word.expandingHome(world.home)) != nil }

    /// The store of a profile's name, a URL, or a path.
    private func named(_ word: String, source: String?, origin: Origin) throws(ConfigurationError) -> ChosenStore {
        if let profile = world.configuration.profile(word) {
            return try chosen(profile, by: source ?? "the command line")
        }
        return ChosenStore(address: try address(word, source: source), how: origin)
    }

    private func chosen(_ profile: Profile, by source: String) throws(ConfigurationError) -> ChosenStore {
        let place = "\(world.configuration.file), profile '\(profile.name)'"
        let address = try address(profile.store, source: place)
        var chosen = ChosenStore(address: address, how: .profile(profile.name, by: source))
        chosen.profile = profile
        chosen.format = chosen.format ?? profile.format.flatMap { $0 == "auto" ? nil : $0 }
        if chosen.userPaths.isEmpty { chosen.userPaths = profile.userPaths }
        chosen.lifetime = chosen.lifetime ?? profile.lifetime
        return chosen
    }

    private func address(_ word: String, source: String?) throws(ConfigurationError) -> StoreAddress {
        if parser.recognizes(word) {
            var address = try parsed(word, source: source)
            if AddressShape(scheme: address.scheme) == .path { address.path = address.path.expandingHome(world.home) }
            return address
        }
        let path = word.expandingHome(world.home)
        // The whole word may be a path with a ? in it; else what is behind the ? are options.
        let ends = [path.endIndex, path.firstIndex(of: "?") ?? path.endIndex]
        for end in ends {
            guard let kind = world.kind(String(path[..<end])) else { continue }
            return try parsed(path, until: end, kind, source: source)
        }
        if path.contains("/"), AddressText(path) == nil {
            return try parsed(path, until: ends[1], .directory, source: source)
        }
        guard word.contains(":") || word.isEmpty else {
            let names = world.configuration.profiles.map(\.name)
            throw .unknownWord(word, nearest: NearestName.of(word, among: names), source: source)
        }
        return try parsed(word, source: source)
    }

    /// The address of a path up to `end`, with the options behind it. A file can only be a SQLite database.
    private func parsed(
        _ path: String, until end: String.Index, _ kind: PathKind, source: String?
    ) throws(ConfigurationError) -> StoreAddress {
        let scheme = kind == .file && parser.schemes.contains("sqlite") ? "sqlite" : "file"
        return try parsed(StoreAddress(scheme: scheme, path: String(path[..<end])).url + path[end...], source: source)
    }

    private func parsed(_ text: String, source: String?) throws(ConfigurationError) -> StoreAddress {
        do {
            return try parser.parse(text)
        } catch {
            throw .address(error, source: source)
        }
    }

    private func unknownProfile(_ name: String) -> ConfigurationError {
        let names = world.configuration.profiles.map(\.name)
        return .unknownProfile(
            name, nearest: NearestName.of(name, among: names), known: names, source: "--profile")
    }

    // MARK: A Tina4 application's settings

    /// The store of a file that was named; a directory stands for the `.env` in it.
    private func fromFile(_ named: String) throws(ConfigurationError) -> ChosenStore {
        let path = named.expandingHome(world.home)
        let file = world.kind(path) == .directory ? (path.hasSuffix("/") ? path : path + "/") + ".env" : path
        let settings = try read(file).mapError { ConfigurationError.unreadable(file: file, $0) }.get()
        let directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        let origin = { Origin.namedFile(file, setting: $0) }
        guard
            var chosen = try fromTina4(settings.values, directory: directory, isCertain: true, origin: origin)
        else { throw .noStore }
        if !Tina4Environment(settings.values).namesSessions {
            chosen.warnings.append(Warning.nothingAboutSessions(file).description)
        }
        chosen.warnings += settings.warnings(file: file)
        return chosen
    }

    /// The store of a `.env` in the working directory; one that can't be read is passed over.
    private func fromFoundFile() throws(ConfigurationError) -> ChosenStore? {
        guard case .success(let settings) = read(".env") else { return nil }
        let origin = { Origin.foundFile(directory: world.workingDirectory, setting: $0) }
        var chosen = try fromTina4(settings.values, directory: "", isCertain: false, origin: origin)
        chosen?.warnings += settings.warnings(file: ".env")
        return chosen
    }

    private func read(_ file: String) -> Result<DotEnv, FileProblem> {
        world.read(file).map { DotEnv($0.bytes) }
    }

    private func fromTina4(
        _ variables: [String: String], directory: String, isCertain: Bool, origin: (String) -> Origin
    ) throws(ConfigurationError) -> ChosenStore? {
        let kind = world.kind
        let environment = Tina4Environment(variables, directory: directory) { kind($0) != nil }
        guard let resolved = try environment.resolve(isCertain: isCertain) else { return nil }
        let (address, dropped) = parser.droppingUnknownOptions(resolved.address)
        do {
            try parser.check(address)
        } catch {
            throw .address(error, source: resolved.decidedBy)
        }
        var chosen = ChosenStore(address: address, how: origin(resolved.decidedBy))
        chosen.format = resolved.format
        chosen.lifetime = resolved.lifetime
        chosen.cookieName = resolved.cookieName
        chosen.notes = resolved.notes
        if !dropped.isEmpty { chosen.warnings.append(Warning.droppedOptions(dropped).description) }
        return chosen
    }
}

/// What a bare word of the command line is.
public enum WordMeaning: Hashable, Sendable {
    /// One of the verbs.
    case verb
    /// A store: a profile's name, a URL, or a path.
    case store
    /// Nothing that is known.
    case unknown(nearest: String?)
}

extension DotEnv {
    /// What to say of the lines that were passed over: about the first three.
    fileprivate func warnings(file: String) -> [String] {
        problems.prefix(3).map { Warning.passedOver($0, file: file).description }
    }
}
