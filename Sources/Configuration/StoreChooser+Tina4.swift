internal import StoreKit

extension StoreChooser {
    /// The store of a file that was named; a directory stands for the `.env` in it.
    func fromFile(_ named: String) throws(ConfigurationError) -> ChosenStore {
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
    func fromFoundFile() throws(ConfigurationError) -> ChosenStore? {
        guard case .success(let settings) = read(".env") else { return nil }
        let origin = { Origin.foundFile(directory: world.workingDirectory, setting: $0) }
        var chosen = try fromTina4(settings.values, directory: "", isCertain: false, origin: origin)
        chosen?.warnings += settings.warnings(file: ".env")
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
