internal import Configuration
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// A store that was chosen and opened, and what may be done with it.
struct OpenedStore: Sendable {
    /// The store with its formats.
    let target: OpenStore
    /// The acts on it.
    var operations: Operations
    /// How it was chosen.
    let chosen: ChosenStore
    /// What was found out about it on the way; nil where nothing had to be.
    let examination: StoreExamination?
    /// What its formats were told by; nil where that needed no look.
    var detection: FormatDetection?
    /// Opens it once more, for writing; nil where it is not read-only, or not by its profile alone.
    var unlock: (@Sendable () async throws(StoreError) -> OpenStore)?
}

/// From the options to an open store.
struct OpenTheStore {
    /// The formats there are, in the order in which they are asked.
    static let formats = SessionFormat.all

    let surroundings: Surroundings
    let options: CommonOptions
    /// How often a store that reports no changes is listed again, in seconds; nil for its own way.
    var poll: Int?
    /// Whether nothing may be changed for this verb, whatever was asked.
    var looksOnly = false
    /// Whether a store is gone through for formats that are rare in it, which may take seconds.
    var looksThoroughly = false
    /// Whether a person has said yes already to what opening does to a running program.
    var isConsented = false
    /// Whether a person can be asked for that still: not once the screen is there.
    var mayAsk = true

    init(_ surroundings: Surroundings, _ options: CommonOptions) {
        self.surroundings = surroundings
        self.options = options
    }

    /// Chooses the store, says how where nobody named it, and opens it.
    func open() async throws(Failure) -> OpenedStore {
        try requireOne()
        let chooser = try chooser()
        let chosen = try choose(chooser)
        for sentence in Self.words(chosen, isNamed: options.store != nil) { Notice.write(sentence) }
        return try await open(chosen, masks: chooser.world.configuration.masks)
    }

    /// Most verbs work on one store.
    private func requireOne() throws(Failure) {
        for (option, names) in [("--store", options.stores), ("--profile", options.profiles)] where names.count > 1 {
            throw Failure(.usage, "This works on one store, and \(option) names \(names.count).")
        }
    }

    /// What chooses the store, by the options.
    func chooser() throws(Failure) -> StoreChooser {
        try StoreChooserMaker(surroundings).chooser(
            store: options.store, profile: options.profile, environmentFile: options.environmentFile)
    }

    /// Opens a store that was chosen.
    func open(_ chosen: ChosenStore, masks: [String] = []) async throws(Failure) -> OpenedStore {
        try requireShownUser(chosen, SecretRule(also: masks))
        var address = chosen.address
        if let password = try await password(of: chosen) { address.password = password }
        if let poll { address.options.append(.init("poll", String(poll))) }
        guard let driver = StoreChooserMaker.drivers.first(where: { $0.schemes.contains(address.scheme) }) else {
            throw Failure(.usage, "There is no store of the kind '\(address.scheme)'.")
        }
        let allowed = Places(try formats(chosen), driver.kind, address)
        var places = allowed
        let isConsented = try consent(driver, address, places)
        var target = try await open(chosen, address, places, allowed, driver, masks, isConsented)
        var detection: FormatDetection?
        if chosen.format == nil, driver.kind == .keyValue, places.formats.count > 1 {
            detection = try? await FormatDetection(of: target, isThorough: looksThoroughly)
            let narrowed = places.narrowed(to: detection)
            if narrowed.layouts != places.layouts {
                places = narrowed
                if await target.store.narrow(to: places.layouts) {
                    target.formats = places.formats
                    target.context = try context(chosen, places, secrets: target.context.secrets)
                } else {
                    await target.store.close()
                    target = try await open(chosen, address, places, allowed, driver, masks, isConsented)
                }
                target.allowed = .init(
                    allowed.formats, try context(chosen, allowed, secrets: target.context.secrets))
            }
        }
        if let layouts = target.store.layouts {
            places = places.limited(to: layouts)
            target.formats = places.formats
            target.context = try context(chosen, places, secrets: target.context.secrets)
        }
        let examination = driver.kind == .files ? nil : try? await target.store.examine()
        if mayAsk, let words = examination?.emptiness { Notice.write(words) }
        target.isReadOnlyByProfile = chosen.profile?.isReadOnly == true && !options.readOnly
        target.alarms = chosen.profile?.alarms.map { AlarmRules($0) }
        // Deadlines are measured by the store's clock; a directory has ours.
        target.clockSkew = examination?.clockSkew ?? 0
        var opened = OpenedStore(
            target: target, operations: operations(on: target), chosen: chosen, examination: examination,
            detection: detection)
        if target.isReadOnlyByProfile {
            opened.unlock = unlocking(target, address, places, allowed, driver, isConsented)
        }
        if let name = chosen.profile?.copies, !looksOnly {
            opened.operations.beside = await copies(of: chosen, in: name, masks)
        }
        return opened
    }

    /// Every list shows the user, so what names it may not be hidden.
    private func requireShownUser(_ chosen: ChosenStore, _ secrets: SecretRule) throws(Failure) {
        for text in chosen.userPaths {
            let steps = (try? PayloadPath(parsing: text))?.steps ?? []
            guard steps.contains(where: { $0.isHidden(by: secrets) }) else { continue }
            throw Failure(
                .usage,
                "The user can't be named by '\(text)': that field is hidden, and every list shows the user. Name another."
            )
        }
    }

    /// The store of another profile, in which a framework keeps copies of this one's sessions; none where it can't be opened,
    /// which is said.
    private func copies(of chosen: ChosenStore, in name: String, _ masks: [String]) async -> [OpenStore] {
        do throws(Failure) {
            let chooser = try StoreChooserMaker(surroundings).chooser(store: nil, profile: name, environmentFile: nil)
            var there = try choose(chooser)
            // That one may name this one.
            there.profile?.copies = nil
            return [try await open(there, masks: masks).target]
        } catch {
            Notice.write(
                "The copies of its sessions in '\(name.hidingLogin)' are not reached, so what is done here leaves them:"
                    + " \(error.message)")
            return []
        }
    }

    /// What opens a store once more, for writing; nobody is asked for anything again.
    private func unlocking(
        _ target: OpenStore, _ address: StoreAddress, _ places: Places, _ allowed: Places, _ driver: StoreDriver,
        _ isConsented: Bool
    ) -> @Sendable () async throws(StoreError) -> OpenStore {
        let opening = StoreOpening(
            address: address, layouts: places.layouts, allowedLayouts: allowed.layouts, isReadOnly: false,
            timeout: options.timeoutMilliseconds, isConsented: isConsented)
        return { () async throws(StoreError) -> OpenStore in
            var writable = target
            writable.store = try await driver.open(opening)
            writable.isReadOnly = false
            return writable
        }
    }

    private func open(
        _ chosen: ChosenStore, _ address: StoreAddress, _ places: Places, _ allowed: Places, _ driver: StoreDriver,
        _ masks: [String], _ isConsented: Bool
    ) async throws(Failure) -> OpenStore {
        let secrets = await cookieSecrets(chosen.profile?.cookieSecrets ?? [])
        let context = try context(chosen, places, secrets: secrets)
        let isReadOnly = options.readOnly || chosen.profile?.isReadOnly == true
        let store: any SessionStore
        do throws(StoreError) {
            store = try await driver.open(
                StoreOpening(
                    address: address, layouts: places.layouts, allowedLayouts: allowed.layouts,
                    isReadOnly: isReadOnly || looksOnly, timeout: options.timeoutMilliseconds,
                    isConsented: isConsented))
        } catch {
            throw Failure(error)
        }
        if isConsented { Departure.note(store) }
        return OpenStore(
            name: chosen.profile?.name ?? store.identity.address, store: store, formats: places.formats,
            context: context, secrets: SecretRule(also: masks),
            isProduction: chosen.profile?.isProduction == true, isReadOnly: isReadOnly)
    }

    /// The acts on a store, each written into the journal.
    func operations(on target: OpenStore) -> Operations {
        Operations(
            on: target, journal: Journal(directory: surroundings.paths.state), person: surroundings.person,
            now: surroundings.now)
    }

    // MARK: Asking

    /// Asks, while there is a plain terminal, for what opening a store does to a running program; nothing where it
    /// does nothing, or where it can't be opened, which opening will say.
    func consent(beforehand chosen: ChosenStore) throws(Failure) -> Bool {
        guard let driver = StoreChooserMaker.drivers.first(where: { $0.schemes.contains(chosen.address.scheme) }),
            let intrusion = driver.intrusion
        else { return false }
        let places = Places(try formats(chosen), driver.kind, chosen.address)
        let opening = StoreOpening(address: chosen.address, layouts: places.layouts)
        guard let words = try? intrusion(opening) else { return false }
        return try ask(words)
    }

    private func consent(_ driver: StoreDriver, _ address: StoreAddress, _ places: Places) throws(Failure) -> Bool {
        if isConsented || options.yes { return true }
        guard let intrusion = driver.intrusion else { return false }
        let words: String?
        do throws(StoreError) {
            words = try intrusion(StoreOpening(address: address, layouts: places.layouts))
        } catch {
            throw Failure(error)
        }
        guard let words else { return false }
        return try ask(words)
    }

    private func ask(_ words: String) throws(Failure) -> Bool {
        if options.yes { return true }
        guard mayAsk, surroundings.canAsk else {
            throw Failure(
                .refused, "\(words): that was not done, as there is no terminal to ask on. Add --yes to do it.")
        }
        guard Question.isAnsweredYes(words) else { throw Failure(.refused, "Nothing was done.") }
        return true
    }

    // MARK: Choosing

    func choose(_ chooser: StoreChooser) throws(Failure) -> ChosenStore {
        let chosen: ChosenStore?
        do throws(ConfigurationError) {
            chosen = try chooser.choose()
        } catch {
            throw Failure(error)
        }
        if let chosen { return chosen }
        let configuration = chooser.world.configuration
        for warning in configuration.warnings { Notice.write(warning) }
        var failure = Failure(.usage, StartScreen.text(profiles: configuration.usableProfileNames))
        failure.isText = true
        throw failure
    }

    /// What is said of a store that was chosen, a sentence each: which it is and how, where `--store` does not name it,
    /// and what should be known or mended.
    static func words(_ chosen: ChosenStore, isNamed: Bool) -> [String] {
        (isNamed ? [] : ["Using \(chosen.address.redacted), \(chosen.how)."]) + chosen.notes + chosen.warnings
    }

    /// The password of a store, asked for or fetched; nil where it needs none, or has it.
    func password(of chosen: ChosenStore) async throws(Failure) -> Secret? {
        guard let source = chosen.password else { return nil }
        return try await password(source)
    }

    private func password(_ source: SecretSource) async throws(Failure) -> Secret {
        do throws(ConfigurationError) {
            let found = try await source.fetch(.password, with: SecretAsking(surroundings).effects)
            for warning in found.warnings { Notice.write(warning) }
            return found.secret
        } catch {
            throw Failure(error)
        }
    }

    /// What the application signs or encrypts with, as far as it can be had: most of what is done needs none of it.
    private func cookieSecrets(_ sources: [SecretSource]) async -> [Secret] {
        var secrets: [Secret] = []
        for source in sources {
            do throws(ConfigurationError) {
                let found = try await source.fetch(.cookieSecret, with: SecretAsking(surroundings).effects)
                for warning in found.warnings { Notice.write(warning) }
                secrets.append(found.secret)
            } catch {
                Notice.write(error.description)
            }
        }
        return secrets
    }

    // MARK: Formats

    private func formats(_ chosen: ChosenStore) throws(Failure) -> [SessionFormat] {
        guard let name = chosen.format else { return Self.formats }
        let found = Self.formats.filter { $0.name == name }
        guard found.isEmpty else { return found }
        let names = Self.formats.map(\.name)
        let hint =
            NearestName.among(names, to: name).map { " Did you mean '\($0)'?" }
            ?? " Use one of: \(names.joined(separator: ", "))."
        throw Failure(.usage, "There is no format '\(name.hidingLogin)'.\(hint)")
    }

    private func context(
        _ chosen: ChosenStore, _ places: Places, secrets: [Secret]
    ) throws(Failure) -> FormatContext {
        var context = FormatContext(layouts: places.layouts, secrets: secrets)
        context.layoutsByFormat = places.layoutsByFormat
        // An application's own setting may be any number; what is longer than a century never ends here either.
        context.lifetime = chosen.lifetime.map { Int64(min($0, 3_153_600_000)) * 1000 }
        context.cookieName = chosen.cookieName
        var paths: [PayloadPath] = []
        for text in chosen.userPaths {
            do throws(PayloadPathError) {
                paths.append(try PayloadPath(parsing: text))
            } catch {
                throw Failure(.usage, error.description)
            }
        }
        context.userRule =
            paths.isEmpty
            ? UserRule(paths: places.formats.flatMap(\.userPaths) + UserRule.common.paths)
            : UserRule(paths: paths, isGiven: true)
        return context
    }
}
