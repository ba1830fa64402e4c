internal import SessionModel
internal import StoreKit

extension StoreChooser {
    /// What a word of the command line is; a verb wins over everything, a profile over a URL, a URL over a path.
    public func meaning(of word: String, verbs: [String]) -> WordMeaning {
        if verbs.contains(word) { return .verb }
        if world.configuration.profileNames.contains(word) || parser.recognizes(word) || isPath(word) { return .store }
        let names = verbs + world.configuration.profileNames
        let looksLikeStore = word.contains("/") || word.contains(":") || SavePath(word) != nil
        return looksLikeStore ? .store : .unknown(nearest: NearestName.of(word, among: names))
    }

    private func isPath(_ word: String) -> Bool { world.kind(word.expandingHome(world.home)) != nil }

    /// The store of a profile's name, a URL, or a path.
    func named(_ word: String, source: String?, origin: Origin) throws(ConfigurationError) -> ChosenStore {
        if let profile = try world.configuration.profile(word) {
            return try chosen(profile, by: source ?? "the command line")
        }
        return ChosenStore(address: try address(word, source: source), how: origin)
    }

    func chosen(_ profile: Profile, by source: String) throws(ConfigurationError) -> ChosenStore {
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
        if path.contains("/") || SavePath(path) != nil, AddressText(path) == nil {
            guard !path.mayHoldLogin else { throw .address(.noURL(word), source: source) }
            return try parsed(path, until: ends[1], .directory, source: source)
        }
        guard word.contains(":") || word.isEmpty else {
            let names = world.configuration.profileNames
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

    /// Whether a word was meant for a URL.
    func isURL(_ word: String) -> Bool { parser.recognizes(word) || word.contains("://") }

    func unknownProfile(_ name: String) -> ConfigurationError {
        if isURL(name) { return .url(name, option: "--profile", expected: "the name of a profile") }
        let names = world.configuration.profileNames
        return .unknownProfile(
            name, nearest: NearestName.of(name, among: names), known: names, source: "--profile")
    }
}
