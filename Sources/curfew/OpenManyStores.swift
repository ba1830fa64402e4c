internal import Configuration
internal import Operations
internal import StoreKit

/// From the options to several open stores at once.
struct OpenManyStores {
    private var opener: OpenTheStore
    private let allProfiles: Bool
    /// Profiles that were meant with all of them, and that can't be used.
    private var broken: [OpenStores.Uncovered] = []

    /// The stores that opened, and those that did not.
    struct Opened: Sendable {
        /// The stores that are open, in the order in which they were named.
        let stores: [OpenedStore]
        /// The others, each with the reason.
        let uncovered: [OpenStores.Uncovered]

        /// How many stores were asked for.
        var asked: Int { stores.count + uncovered.count }

        /// The stores for reading.
        var open: OpenStores { OpenStores(stores.map(\.target), uncovered: uncovered) }
    }

    init(_ surroundings: Surroundings, _ options: CommonOptions, allProfiles: Bool) {
        opener = OpenTheStore(surroundings, options)
        self.allProfiles = allProfiles
    }

    /// Opens what is named. One store that does not open keeps no other out; where it is the only one, it is a failure.
    func open() async throws(Failure) -> Opened {
        var many = self
        let chooser = try opener.chooser()
        let choices = try many.named(chooser)
        say(choices)
        return try await many.open(choices.map(\.chosen), masks: chooser.world.configuration.masks)
    }

    /// Opens stores that were chosen.
    func open(_ chosen: [ChosenStore], masks: [String]) async throws(Failure) -> Opened {
        if chosen.count == 1, broken.isEmpty {
            return Opened(stores: [try await opener.open(chosen[0], masks: masks)], uncovered: [])
        }
        var openings: [@Sendable () async -> Result<OpenedStore, OpenStores.Uncovered>] = []
        for var one in chosen {
            let name = one.profile?.name ?? one.address.redacted
            do throws(Failure) {
                // A person can be asked for one password at a time.
                if let password = try await opener.password(of: one) { one.address.password = password }
                let ready = one
                openings.append { await open(ready, name, masks) }
            } catch {
                let reason = error.uncovered(name)
                openings.append { .failure(reason) }
            }
        }
        var (stores, uncovered) = await OpenStores.open(openings)
        uncovered += broken
        if stores.isEmpty, let first = uncovered.first {
            throw Failure(first.isUnreachable ? .unreachable : .failed, first.reason)
        }
        return Opened(stores: Self.besideOneAnother(stores), uncovered: uncovered)
    }

    /// What is done in one of several stores takes along what a framework keeps of the same sessions in the others.
    private static func besideOneAnother(_ stores: [OpenedStore]) -> [OpenedStore] {
        stores.enumerated().map { place, opened in
            var opened = opened
            let others = stores.enumerated().filter { $0.offset != place }.map(\.element.target)
            let named = opened.operations.beside.filter { copies in !others.contains { $0.name == copies.name } }
            opened.operations.beside = others + named
            return opened
        }
    }

    private func open(
        _ chosen: ChosenStore, _ name: String, _ masks: [String]
    ) async -> Result<OpenedStore, OpenStores.Uncovered> {
        do throws(Failure) {
            return .success(try await opener.open(chosen, masks: masks))
        } catch {
            return .failure(error.uncovered(name))
        }
    }

    /// Asks, while there is a plain terminal to ask on, what opening one of these may need a yes to; nothing is asked
    /// later. A yes is for one store, so several stores are none that need one.
    mutating func askBeforehand(_ chosen: [ChosenStore]) throws(Failure) {
        if chosen.count == 1, let only = chosen.first { opener.isConsented = try opener.consent(beforehand: only) }
        opener.mayAsk = false
    }

    // MARK: Which

    /// Whether the command line names stores at all.
    var namesStores: Bool {
        allProfiles || !opener.options.stores.isEmpty || !opener.options.profiles.isEmpty
    }

    /// A store that was chosen.
    private struct Choice {
        var chosen: ChosenStore
        /// Whether `--store` names it, so that nobody needs to be told which it is.
        var isNamed: Bool
    }

    /// Says what chose each store; what holds for several is said once.
    private func say(_ choices: [Choice]) {
        var said: Set<String> = []
        for choice in choices {
            let words = OpenTheStore.words(choice.chosen, isNamed: choice.isNamed)
            for sentence in words where said.insert(sentence).inserted { Notice.write(sentence) }
        }
    }

    /// The stores that are named, or the one that is found where none is.
    mutating func choices(_ chooser: StoreChooser) throws(Failure) -> [ChosenStore] {
        try named(chooser).map(\.chosen)
    }

    private mutating func named(_ chooser: StoreChooser) throws(Failure) -> [Choice] {
        guard allProfiles || namesStores else {
            return [Choice(chosen: try opener.choose(chooser), isNamed: false)]
        }
        var choices: [Choice] = []
        for store in opener.options.stores { add(try choice(store, nil, chooser), isNamed: true, to: &choices) }
        for profile in opener.options.profiles { add(try choice(nil, profile, chooser), isNamed: false, to: &choices) }
        if allProfiles { try addProfiles(chooser, to: &choices) }
        return choices
    }

    /// Adds all profiles. One with a mistake in it was not asked for by its name: the others are opened all the same.
    private mutating func addProfiles(_ chooser: StoreChooser, to choices: inout [Choice]) throws(Failure) {
        let names = chooser.world.configuration.profileNames
        if names.isEmpty {
            throw Failure(.usage, "There are no profiles; name stores with --store, or write profiles.")
        }
        var problem: Failure?
        for name in names {
            do throws(Failure) {
                add(try choice(nil, name, chooser), isNamed: false, to: &choices)
            } catch {
                problem = problem ?? error
                broken.append(error.uncovered(name))
            }
        }
        if choices.isEmpty, let problem { throw problem }
    }

    private func add(_ one: ChosenStore, isNamed: Bool, to choices: inout [Choice]) {
        let isThere = choices.contains {
            $0.chosen.address == one.address && $0.chosen.profile?.name == one.profile?.name
        }
        if !isThere { choices.append(Choice(chosen: one, isNamed: isNamed)) }
    }

    private func choice(_ store: String?, _ profile: String?, _ chooser: StoreChooser) throws(Failure) -> ChosenStore {
        var world = chooser.world
        (world.store, world.profile, world.environmentFile) = (store, profile, nil)
        return try opener.choose(StoreChooser(parser: StoreChooserMaker.addresses, world: world))
    }
}

extension Failure {
    fileprivate func uncovered(_ store: String) -> OpenStores.Uncovered {
        OpenStores.Uncovered(store: store, reason: message, isUnreachable: code == .unreachable)
    }
}
