internal import ArgumentParser

/// No verb at all: opens the console on a store.
struct ConsoleVerb: ParsableCommand, ScreenVerb {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Open the console on a store.", shouldDisplay: false)

    @OptionGroup var common: CommonOptions
    @OptionGroup var look: LookOptions
    @OptionGroup var many: ManyStoresOptions

    @Argument(help: "A URL, a profile's name, or a directory.", completion: .file())
    var namedStore: String?

    init() {}

    /// The console with no option given, on the store that is named.
    init(plain store: String?) {
        self.init()
        common = .plain(store: store)
        look = .plain
        many = .plain
        namedStore = store
    }

    mutating func validate() throws { try common.take(namedStore) }

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenTheStore(surroundings, common).open()
        try await printList(of: opened, common: common, surroundings: surroundings)
    }

    func show(in surroundings: Surroundings) throws(Failure) -> Int32 {
        try ConsoleScreen(surroundings: surroundings, options: common, look: look, opensAllProfiles: many.allProfiles)
            .run()
    }
}
