internal import Operations
internal import SessionModel

/// An act on one session, from the id that was typed to the receipt.
struct SingleAct {
    let surroundings: Surroundings
    let common: CommonOptions
    let act: ActOptions

    /// Finds the session, asks, acts, prints.
    ///
    /// - Parameters:
    ///   - prepare: Works out what is to be done to the session, in words as for a question: "Set role of 3f2a..9c1e".
    ///   - perform: Does it.
    func run<Plan>(
        _ verb: Verb, on id: String,
        prepare: (Session, OpenedStore) throws(Failure) -> (plan: Plan, deed: String),
        perform: (Session, Plan, Operations) async throws(OperationError) -> Operations.Outcome
    ) async throws(Failure) {
        let opened = try await OpenTheStore(surroundings, common).open()
        let session = try await Resolving.session(id, in: opened.target, forAct: true)
        let (plan, deed) = try prepare(session, opened)
        let printer = ReceiptPrinter(target: opened.target, json: common.json)
        if !act.dryRun {
            try ActGate(surroundings: surroundings, common: common, act: act, target: opened.target)
                .pass(deed, count: 1)
        }
        let outcome: Operations.Outcome
        do throws(OperationError) {
            outcome = try await perform(session, plan, act.dryRun ? opened.operations.rehearsed : opened.operations)
        } catch {
            throw act.dryRun ? Failure(rehearsing: error) : Failure(error)
        }
        if act.dryRun { return try printer.printDryRun(verb, outcome.receipt.lines, "Would do: \(deed).") }
        try printer.print(outcome)
    }
}
