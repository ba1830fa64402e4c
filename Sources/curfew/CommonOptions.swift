internal import ArgumentParser
internal import Configuration
internal import SessionModel
internal import StoreKit

/// What every verb takes: which store, and how it is treated.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp("The store: a URL, a profile's name, or a directory.", valueName: "store"),
        completion: .file())
    var stores: [String] = []

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp("The profile of the configuration file that names the store.", valueName: "name"))
    var profiles: [String] = []

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("The .env of the Tina4 application whose sessions are meant.", valueName: "file"),
        completion: .file())
    var environmentFile: String?

    @Flag(help: "Change nothing, whatever is asked.")
    var readOnly = false

    @Flag(help: "Do it without asking; for a process also what opening it takes.")
    var yes = false

    @Option(help: ArgumentHelp("How long one answer of the store may take.", valueName: "seconds"))
    var timeout: Double?

    @Flag(help: "Print JSON; errors are JSON on standard error as well.")
    var json = false

    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String?

    mutating func validate() throws {
        if let timeout, !(timeout > 0 && timeout <= 86_400) {
            throw ValidationError("--timeout takes a number of seconds above 0, not \(timeout).")
        }
    }

    /// These options where none of them is given, but perhaps the store: what the parser makes of no arguments.
    static func plain(store: String?) -> CommonOptions {
        var options = CommonOptions()
        options.stores = store.map { [$0] } ?? []
        options.profiles = []
        options.environmentFile = nil
        options.readOnly = false
        options.yes = false
        options.timeout = nil
        options.json = false
        options.reason = nil
        return options
    }

    /// The store that is named; nil where none is.
    var store: String? {
        get { stores.first }
        set { stores = newValue.map { [$0] } ?? [] }
    }

    /// The profile that is named; nil where none is.
    var profile: String? {
        get { profiles.first }
        set { profiles = newValue.map { [$0] } ?? [] }
    }

    /// Whether the command line itself says which store is meant.
    var namesStore: Bool { store != nil || profile != nil || environmentFile != nil }

    /// Takes a store that was named as an operand.
    mutating func take(_ namedStore: String?) throws {
        guard let namedStore else { return }
        guard store == nil else {
            throw ValidationError("The store is named twice: \(namedStore.hidingLogin), and with --store.")
        }
        store = namedStore
    }

    /// How long one answer may take, in milliseconds.
    var timeoutMilliseconds: Int { timeout.map { max(1, Int($0 * 1000)) } ?? 5000 }
}

/// What every verb takes that changes something.
struct ActOptions: ParsableArguments {
    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "How many sessions it is about; production asks for it. For a logout the user's name will do.",
            valueName: "count"))
    var confirm: String?
}

/// What a verb takes that works on several stores.
struct ManyStoresOptions: ParsableArguments {
    @Flag(help: "On the stores of all profiles; --store and --profile may also be given several times.")
    var allProfiles = false

    /// These options where none is given.
    static var plain: ManyStoresOptions {
        var options = ManyStoresOptions()
        options.allProfiles = false
        return options
    }
}

/// How the console looks.
struct LookOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The theme; curfew themes lists them.", valueName: "name"))
    var theme: String?

    @Flag(help: "Draw with ASCII only.")
    var ascii = false

    @Flag(help: "Spare a slow line: one frame a second at most for what moves by itself.")
    var slow = false

    /// These options where none is given.
    static var plain: LookOptions {
        var options = LookOptions()
        options.theme = nil
        options.ascii = false
        options.slow = false
        return options
    }
}
