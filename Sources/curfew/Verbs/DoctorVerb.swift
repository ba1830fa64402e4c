internal import ArgumentParser
internal import Operations
internal import SessionModel
internal import StoreKit

/// `doctor`: what is reachable, what may be done there, why not, and what would change that.
struct DoctorVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what a store is, what may be done with it, and what is missing.",
        aliases: ["stores"])

    @OptionGroup var common: CommonOptions

    @Argument(help: "A URL, a profile's name, or a directory.")
    var namedStore: String?

    mutating func validate() throws {
        guard let namedStore else { return }
        guard common.store == nil else {
            throw ValidationError("The store is named twice: \(namedStore), and with --store.")
        }
        common.store = namedStore
    }

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenTheStore(surroundings, common).open()
        let diagnosis = try await Diagnosis(of: opened)
        var output = DataOutput()
        if common.json {
            try output.line(diagnosis.json)
        } else {
            for line in diagnosis.lines { try output.line(SafeText.line(line)) }
        }
        try output.flush()
    }
}
