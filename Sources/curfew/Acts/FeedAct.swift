internal import Operations
internal import SessionModel
internal import StoreKit

/// Setting up and removing what makes a store tell of its changes, from the question to the receipt.
struct FeedAct {
    let surroundings: Surroundings
    let common: CommonOptions
    let act: ActOptions
    let opened: OpenedStore

    private var target: OpenStore { opened.target }

    /// Prints what there is to set up, whether it is there, and what it costs.
    func show() async throws(Failure) {
        let words = FeedWords(try await setup())
        if common.json { return try print([words.json.text]) }
        try print(words.lines)
    }

    /// Asks, acts, prints.
    func run(_ change: FeedChange) async throws(Failure) {
        let setup = try await setup()
        if act.dryRun { return try printDryRun(change, setup) }
        if let refusal = target.refusal { throw Failure(refusal) }
        if try isDone(change, setup) { return }
        let words = FeedWords(setup)
        let statements = change == .install ? setup.install : setup.remove
        if !common.yes {
            for line in words.block(statements) + (change == .install ? words.effects : []) { Notice.write(line) }
        }
        let deed = "\(change == .install ? "Set up" : "Remove") the change feed of \(target.name) with these statements"
        try ActGate(surroundings: surroundings, common: common, act: act, target: target).pass(deed, count: 1)
        let outcome: FeedOutcome
        do throws(OperationError) {
            outcome = try await opened.operations.change(change, reason: common.reason)
        } catch {
            throw Failure(error)
        }
        if let warning = outcome.journalWarning { Notice.write(warning) }
        do throws(Failure) {
            try printReceipt(change, outcome.setup)
        } catch {
            throw error.untold("the change feed of \(target.name) was \(change == .install ? "set up" : "removed")")
        }
    }

    private func setup() async throws(Failure) -> FeedSetup {
        let store = target.store
        do throws(StoreError) {
            if let setup = try await store.feedSetup() { return setup }
            let kind = try await store.examine().feed
            return FeedSetup(
                kind: kind,
                state: kind.isPush
                    ? .builtIn
                    : .impossible("\(store.identity.engine) has nothing that could be set up for it", remedy: nil))
        } catch {
            throw Failure(error)
        }
    }

    /// Whether nothing is to be done, which is then said.
    ///
    /// - Throws: The sentence where it can't be done from here, with all that would change that on standard output.
    private func isDone(_ change: FeedChange, _ setup: FeedSetup) throws(Failure) -> Bool {
        switch (setup.state, change) {
        case (.builtIn, _):
            Notice.write("\(target.name) tells of changes by itself; there is nothing to set up or to remove.")
        case (.installed, .install): Notice.write("The change feed of \(target.name) is set up already.")
        case (.impossible(let reason, let remedy), .install):
            if setup.isByHand, !common.json { try print(setup.install) }
            throw Failure(.failed, "The change feed of \(target.name) can't be set up: \(reason).", remedy: remedy)
        case (.installed, .remove) where setup.isByHand, (.notInstalled, .remove) where setup.isByHand,
            (.impossible, .remove) where setup.isByHand || setup.remove.isEmpty:
            throw Failure(
                .failed, "There is nothing of ours to remove from \(target.name): its settings are its administrator's."
            )
        case (.notInstalled, _), (.installed, .remove), (.impossible, .remove): return false
        }
        if common.json { try printReceipt(change, setup) }
        return true
    }

    private func printDryRun(_ change: FeedChange, _ setup: FeedSetup) throws(Failure) {
        let statements = change == .install ? setup.install : setup.remove
        if common.json { return try print([receipt(change, setup).rehearsed.text]) }
        try print(statements.map { setup.isByHand ? $0 : $0 + ";" })
    }

    private func printReceipt(_ change: FeedChange, _ setup: FeedSetup) throws(Failure) {
        if common.json { return try print([receipt(change, setup).text]) }
        switch change {
        case .install: try print(["\(target.name) now tells of changes: \(setup.kind.label)"])
        case .remove: try print(["\(target.name) is read again and again for changes"])
        }
    }

    private func receipt(_ change: FeedChange, _ setup: FeedSetup) -> JSONValue {
        [
            "verb": .string(change.rawValue), "store": .string(target.name),
            "results": .array([["id": .null, "key": .null, "result": .string("done"), "expires_at": .null]]),
            "feed": FeedWords(setup).json,
        ]
    }

    private func print(_ lines: [String]) throws(Failure) {
        var output = DataOutput()
        for line in lines.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) }) {
            try output.line(SafeText.line(String(line)))
        }
        try output.flush()
    }
}
