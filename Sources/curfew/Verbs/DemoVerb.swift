internal import ArgumentParser
internal import Demo
internal import Operations
internal import SessionModel

/// `demo`: the console on a live demonstration.
struct DemoVerb: ParsableCommand, ScreenVerb {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Open the console on a small site of simulated visitors.",
        discussion: "Its sessions are files in a temporary directory, which is removed at the end.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var look: LookOptions

    @Option(help: ArgumentHelp("Which visitors come; the same number brings the same.", valueName: "number"))
    var seed: UInt64?

    func run(in surroundings: Surroundings) async throws {
        let (directory, site) = try start(surroundings)
        defer {
            site.stop()
            directory.remove()
        }
        var options = common
        options.store = "file:\(directory.path)"
        Notice.write("A demonstration: \(options.store ?? "") holds the sessions of simulated visitors.")
        let opened = try await OpenTheStore(surroundings, options).open()
        try await printList(of: opened, common: options, surroundings: surroundings)
    }

    func show(in surroundings: Surroundings) throws(Failure) -> Int32 {
        let (directory, site) = try start(surroundings)
        defer {
            site.stop()
            directory.remove()
        }
        var options = common
        options.store = "file:\(directory.path)"
        return try ConsoleScreen(surroundings: surroundings, options: options, look: look).run()
    }

    private func start(_ surroundings: Surroundings) throws(Failure) -> (DemoDirectory, DemoSite) {
        let directory = try DemoDirectory(surroundings)
        do {
            return (directory, try DemoSite.start(in: directory.path, seed: seed ?? 4, now: surroundings.now))
        } catch {
            directory.remove()
            throw Failure(.failed, "The demonstration can't be started: \(error).")
        }
    }
}
