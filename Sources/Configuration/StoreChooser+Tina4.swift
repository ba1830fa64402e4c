internal import StoreKit

extension StoreChooser {
    /// The store of a file that was named; a directory stands for the `.env` in it.
    func fromFile(_ named: String) throws(ConfigurationError) -> ChosenStore {
        let path = named.expandingHome(world.home)
        if world.kind(path) == nil, isURL(named) { throw .url(named, option: "--env", expected: "a .env file") }
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

    /// The variable with which a Tina4 application is told to read another file than `.env`.
    static let fileVariable = "TINA4_ENV_FILE"

    /// The settings of an application in the working directory: `.env`, or the file that `TINA4_ENV_FILE` names, and
    /// before it the `.env.local` beside it. Read in tina4-python 3.13.154, `load_env`.
    var foundFiles: [String] {
        let named = world.environment[Self.fileVariable]?.trimmingBlanks ?? ""
        let file = named.isEmpty ? ".env" : named
        let beside = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        return [beside + ".env.local", file]
    }

    /// The store of such settings; a file that can't be read is passed over.
    func fromFoundFile() throws(ConfigurationError) -> ChosenStore? {
        var found: [(file: String, settings: DotEnv)] = []
        for file in foundFiles {
            if case .success(let settings) = read(file) { found.append((file, settings)) }
        }
        guard let last = found.last else { return nil }
        var values: [String: String] = [:]
        for (_, settings) in found { values.merge(settings.values) { first, _ in first } }
        let origin = { (setting: String) in
            let name = String(setting.prefix { $0 != "=" })
            let file = found.first { $0.settings.values[name] != nil } ?? last
            return Origin.foundFile(file.file, directory: world.workingDirectory, setting: setting)
        }
        var chosen = try fromTina4(values, directory: "", isCertain: false, origin: origin)
        chosen?.warnings += found.flatMap { $0.settings.warnings(file: $0.file) }
        return chosen
    }

    func read(_ file: String) -> Result<DotEnv, FileProblem> {
        world.read(file).map { DotEnv($0.bytes) }
    }

    func fromTina4(
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

extension DotEnv {
    /// What to say of the lines that were passed over: about the first three.
    fileprivate func warnings(file: String) -> [String] {
        problems.prefix(3).map { Warning.passedOver($0, file: file).description }
    }
}
