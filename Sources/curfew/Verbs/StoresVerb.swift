internal import ArgumentParser

/// `stores`: what `doctor` says, of every profile.
struct StoresVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "stores", abstract: "Say of every profile's store what doctor says of one.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A URL, a profile's name, or a directory: only this one.")
    var namedStore: String?

    mutating func validate() throws { try common.take(namedStore) }

    func run(in surroundings: Surroundings) async throws {
        let printer = DiagnosisPrinter(surroundings, common)
        try await common.namesStore ? printer.printChosen() : printer.printProfiles()
    }
}
