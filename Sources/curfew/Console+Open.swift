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

    /// Runs the console until the operator leaves it.
    func run() throws(Failure) -> Int32 {
        var opener = OpenTheStore(surroundings, options)
        let chooser = try opener.chooser()
        let choice = try Self.choose(chooser, surroundings)
        if let choice { opener.isConsented = try opener.consent(beforehand: choice) }
        opener.mayAsk = false
        let ready = opener
        let masks = chooser.world.configuration.masks
        let profiles = chooser.world.configuration.profiles.map(\.name)
        let theme = chooser.world.configuration.theme
        let opening = ConsoleOpening(
            open: { await Self.open(choice, ready, masks, profiles: profiles) },
            journal: Journal(directory: surroundings.paths.state), person: surroundings.person, now: surroundings.now,
            themes: { try themes(theme) }, environment: surroundings.environment, isASCII: look.ascii,
            edit: { edit($0, at: $1) }, keep: { keep($0) })
        do {
            guard let signal = try ConsoleLoop.run(opening) else { return 0 }
            return 128 + signal
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.failed, "\(error)")
        }
    }

    /// The themes, the one to begin with first: the one asked for, else the configured one.
    private func themes(_ configured: String?) throws(Failure) -> [Theme] {
        do throws(ConfigurationError) {
            let source = look.theme == nil ? "theme in the configuration" : "--theme"
            return try ThemePlaces.library(surroundings).themes(first: look.theme ?? configured, source: source)
        } catch {
            throw Failure(error)
        }
    }

    /// The store to open, its password asked for while there is a plain terminal to ask on; nil where none is named.
    private static func choose(_ chooser: StoreChooser, _ surroundings: Surroundings) throws(Failure) -> ChosenStore? {
        do throws(ConfigurationError) {
            return try chooser.choose()
        } catch {
            throw Failure(error)
        }
    }

    private static func open(
        _ chosen: ChosenStore?, _ opener: OpenTheStore, _ masks: [String], profiles: [String]
    ) async -> Result<ConsoleOpening.Opened, OpenFailure> {
        guard let chosen else {
            return .failure(
                OpenFailure("No store is named, and none was found.", help: StartScreen.help(profiles: profiles)))
        }
        do {
            let opened = try await opener.open(chosen, masks: masks)
            let examination = try await examination(opened)
            let isNamed = opener.options.store != nil
            let how = isNamed ? nil : "Using \(chosen.address.redacted), \(chosen.how)."
            return .success(
                .init(
                    target: opened.target, examination: examination, chosenBy: how,
                    listsContent: opened.target.context.layouts.contains { $0.kind.listsContent }))
        } catch {
            let failure = Failure(any: error)
            let remedy = failure.remedy.map { " " + $0 } ?? ""
            return .failure(OpenFailure(failure.message + remedy, help: ["R tries again, q quits."]))
        }
    }

    private static func examination(_ opened: OpenedStore) async throws(StoreError) -> StoreExamination {
        if let examination = opened.examination { return examination }
        return try await opened.target.store.examine()
    }

    private func edit(_ text: [UInt8], at line: Int) -> Result<[UInt8], EditorFailure> {
        do throws(Failure) {
            let file = try EditedFile(content: text, directory: surroundings.paths.runtime)
            defer { file.remove() }
            try Editor(surroundings).open(file, at: line)
            return .success(try file.read())
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
