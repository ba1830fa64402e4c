internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `users`: everybody with live sessions.
struct UsersVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "List users with their live sessions, over one store or several.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var many: ManyStoresOptions

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenManyStores(surroundings, common, allProfiles: many.allProfiles).open()
        let directory = await UserDirectory.read(opened.open, now: surroundings.now())
        guard !Task.isCancelled else { throw Failure(.interrupted, "") }
        let printer = UsersPrinter(
            directory: directory, asked: opened.asked, json: common.json, now: surroundings.now())
        try printer.print()
    }
}
