internal import Configuration
internal import Console
internal import ConsoleRuntime
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// A verb that opens the console where there is a terminal, and prints the list where there is none.
protocol ScreenVerb: HeadlessVerb {
    /// Opens the console and gives the program's exit code. On the main thread, before any other is started.
    func show(in surroundings: Surroundings) throws(Failure) -> Int32
}

/// The console on a store: chosen and opened while the screen is there already.
struct ConsoleScreen {
    let surroundings: Surroundings
    let options: CommonOptions
    let look: LookOptions
    /// Whether the stores of all profiles are opened at once.
    var opensAllProfiles = false

    /// Runs the console until the operator leaves it.
    func run() throws(Failure) -> Int32 {
        let opener = OpenTheStore(surroundings, options)
        var asking = OpenManyStores(surroundings, options, allProfiles: opensAllProfiles)
        let chooser = try opener.chooser()
        let choices = asking.namesStores ? try asking.choices(chooser) : try Self.choose(chooser).map { [$0] } ?? []
        try asking.askBeforehand(choices)
        let many = asking
        let masks = chooser.world.configuration.masks
        let profiles = chooser.world.configuration.usableProfileNames
        let theme = chooser.world.configuration.theme
        let alarms = AlarmRules(chooser.world.configuration.alarms)
        var opening = ConsoleOpening(
            open: { await Self.open(choices, many, isNamed: options.store != nil, masks, profiles: profiles) },
            journal: Journal(directory: surroundings.paths.state), person: surroundings.person, now: surroundings.now,
            firstTheme: { ThemeLibrary.theme(look.theme ?? theme ?? ThemeLibrary.standard, in: themeDirectories) },
            themes: { try themes(theme) }, environment: surroundings.environment, isASCII: look.ascii,
            isSlow: look.slow,
            alarms: alarms, edit: { edit($0, at: $1) }, keep: { keep($0) })
        opening.memories = ProfileMemories(directory: surroundings.paths.state)
        opening.vocabulary = Vocabulary(chooser.world.configuration)
        opening.warnings = Self.warnings(of: choices, chooser)
        opening.runInTerminal = { run($0) }
        let home = surroundings.paths.home
        opening.export = { await ExportFile.saved($0, of: $1, to: Self.path($2, home: home)) }
        opening.readExport = { Self.records(in: Self.path($0, home: home)) }
        do {
            let ending = try ConsoleLoop.run(opening)
            for sentence in ending.lastWords { Notice.write(sentence) }
            return ending.signal.map { 128 + $0 } ?? 0
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.failed, "\(error)")
        }
    }

    private var themeDirectories: [String] { ThemePlaces.directories(surroundings) }

    /// The themes, the one to begin with first: the one asked for, else the configured one.
    private func themes(_ configured: String?) throws(Failure) -> [Theme] {
        do throws(ConfigurationError) {
            let source = look.theme == nil ? "theme in the configuration" : "--theme"
            return try ThemePlaces.library(surroundings).themes(first: look.theme ?? configured, source: source)
        } catch {
            throw Failure(error)
        }
    }

    /// What should be mended, each once.
    private static func warnings(of choices: [ChosenStore], _ chooser: StoreChooser) -> [String] {
        var said: Set<String> = []
        return (chooser.world.configuration.warnings + choices.flatMap(\.warnings)).filter { said.insert($0).inserted }
    }

    /// The store to open, its password asked for while there is a plain terminal to ask on; nil where none is named.
    private static func choose(_ chooser: StoreChooser) throws(Failure) -> ChosenStore? {
        do throws(ConfigurationError) {
            return try chooser.choose()
        } catch {
            throw Failure(error)
        }
    }

    private static func open(
        _ chosen: [ChosenStore], _ many: OpenManyStores, isNamed: Bool, _ masks: [String], profiles: [String]
    ) async -> Result<ConsoleOpening.OpenedStores, OpenFailure> {
        guard !chosen.isEmpty else {
            return .failure(
                OpenFailure("No store is named, and none was found.", help: StartScreen.help(profiles: profiles)))
        }
        do {
            let all = try await many.open(chosen, masks: masks)
            var uncovered = all.uncovered
            var stores: [ConsoleOpening.Opened] = []
            for opened in all.stores {
                do throws(StoreError) {
                    stores.append(try await member(opened, isNamed: isNamed || chosen.count > 1))
                } catch {
                    guard all.stores.count > 1 else { throw Failure(error) }
                    uncovered.append(.init(store: opened.target.name, error))
                }
            }
            return .success(.init(stores, uncovered: uncovered))
        } catch {
            let failure = Failure(any: error)
            let remedy = failure.remedy.map { " " + $0 } ?? ""
            return .failure(OpenFailure(failure.message + remedy, help: ["R tries again, q quits."]))
        }
    }

    private static func member(
        _ opened: OpenedStore, isNamed: Bool
    ) async throws(StoreError) -> ConsoleOpening.Opened {
        let how = isNamed ? nil : "Using \(opened.chosen.address.redacted), \(opened.chosen.how)."
        return ConsoleOpening.Opened(
            target: opened.target, examination: try await examination(opened), chosenBy: how,
            listsContent: opened.target.context.layouts.contains { $0.kind.listsContent },
            columns: opened.chosen.profile?.columns ?? [], beside: opened.operations.beside, unlock: opened.unlock)
    }

    private static func examination(_ opened: OpenedStore) async throws(StoreError) -> StoreExamination {
        if let examination = opened.examination { return examination }
        return try await opened.target.store.examine()
    }

    private func edit(_ text: [UInt8], at line: Int) -> Result<[UInt8], EditorFailure> {
        do throws(Failure) {
            let editor = try Editor(surroundings)
            let file = try EditedFile(content: text, directory: surroundings.paths.runtime)
            try editor.open(file, untyped: text, at: line)
            defer { file.remove() }
            return .success(try file.read())
        } catch {
            return .failure(EditorFailure(error.message))
        }
    }

    /// Runs a program on the terminal; what it is given stands in a file that is gone before it begins.
    private func run(_ program: TerminalProgram) -> Result<ProgramOutcome, OwnFailure> {
        do {
            let file = try EditedFile(content: program.input, directory: surroundings.paths.runtime)
            let code = try Child.run(program.arguments, environment: program.environment, input: file)
            let ending: ProgramEnding = code < 128 ? .ended(code: code) : .signalled(code - 128)
            // Its last screen is gone as soon as the console is back.
            KeyWait.wait("It \(ending.words); any key goes back to the console")
            return .success(ProgramOutcome(ending: ending))
        } catch let failure as ChildFailure {
            return .failure(OwnFailure("The program can't be run: \(failure.words)."))
        } catch {
            return .failure(OwnFailure(Failure(any: error).message))
        }
    }

    /// A path as a person types it.
    private static func path(_ text: String, home: String) -> String {
        text.hasPrefix("~/") ? home + text.dropFirst() : text
    }

    private static func records(in path: String) -> Result<[ArchivedRecord], EditorFailure> {
        do throws(Failure) {
            return .success(try ExportFile.records(in: path))
        } catch {
            return .failure(EditorFailure(error.message))
        }
    }

    private func keep(_ text: [UInt8]) -> Result<String, EditorFailure> {
        do throws(Failure) {
            return .success(try EditedFile(content: text, directory: surroundings.paths.runtime).path)
        } catch {
            return .failure(EditorFailure(error.message))
        }
    }
}

/// Prints the list in the console's place where standard output is no terminal, and says so.
func printList(of opened: OpenedStore, common: CommonOptions, surroundings: Surroundings) async throws(Failure) {
    Notice.write("Standard output is no terminal; here is the list.")
    let selection = Selection(target: opened.target, now: surroundings.now)
    try await SessionListing(
        selection: selection, opened: opened, format: common.json ? .json : .table, withPayload: false, reveals: false,
        isConditional: false
    ).print()
}
