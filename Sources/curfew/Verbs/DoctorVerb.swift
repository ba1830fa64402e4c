internal import ArgumentParser

/// `doctor`: what a store is, what may be done there, why not, and what would change that.
struct DoctorVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what a store is, what may be done with it, and what is missing.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A URL, a profile's name, or a directory.", completion: .file())
    var namedStore: String?

    mutating func validate() throws { try common.take(namedStore) }

    func run(in surroundings: Surroundings) async throws {
        try await DiagnosisPrinter(surroundings, common).printChosen()
    }
}
