internal import ArgumentParser
internal import Operations
internal import SessionModel
internal import StoreKit

/// `restore`: brings back what `export` or `destroy --export` saved.
struct RestoreVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring back the sessions that export or destroy --export saved.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Argument(help: "The file.", completion: .file())
    var file: String

    func run(in surroundings: Surroundings) async throws {
        let records = try ExportFile.records(in: file)
        let opened = try await OpenTheStore(surroundings, common).open()
        let target = opened.target
        let printer = ReceiptPrinter(target: target, json: common.json)
        let deed = "Bring \(ActGate.sessions(records.count)) back into \(target.name)"
        if act.dryRun {
            return try printer.printDryRun(.restore, try await preview(records, opened), "Would do: \(deed).")
        }
        try ActGate(surroundings: surroundings, common: common, act: act, target: target)
            .pass(deed, count: records.count)
        try printer.print(try await opened.operations.restore(records, reason: common.reason))
    }

    private func preview(
        _ records: [ArchivedRecord], _ opened: OpenedStore
    ) async throws(Failure) -> [Receipt.Line] {
        do throws(OperationError) {
            return try await opened.operations.preview(restoring: records)
        } catch {
            throw Failure(rehearsing: error)
        }
    }
}
