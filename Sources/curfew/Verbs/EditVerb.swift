internal import ArgumentParser
internal import Operations
internal import SessionModel

/// `edit`: opens a session's payload in an editor.
struct EditVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Edit a session's payload in $VISUAL or $EDITOR.",
        discussion: "Hidden values stand there as placeholders and are put back as they were.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var act: ActOptions

    @Option(
        help: ArgumentHelp(
            "Take the new payload from a file, or - for standard input, and open no editor.", valueName: "file"))
    var from: String?

    @Argument(help: "An id, a key, or the start of one.")
    var id: String

    func run(in surroundings: Surroundings) async throws {
        let opened = try await OpenTheStore(surroundings, common).open()
        let session = try await Resolving.session(id, in: opened.target, forAct: true)
        let editing = try PayloadEditing(session, opened, surroundings)
        if from == nil, !act.dryRun {
            try gate(opened.target, surroundings).mayPass("An edit of \(editing.name)", count: 1)
        }
        guard let edited = try from.map(editing.read) ?? editing.openEditor(isRehearsal: act.dryRun) else {
            Notice.write("Nothing was changed.")
            if common.json { try printUnchanged(session, opened.target) }
            return
        }
        try await finish(editing, edited, surroundings)
    }

    private func printUnchanged(_ session: Session, _ target: OpenStore) throws(Failure) {
        let line = Receipt.Line(id: session.id, key: session.key, result: .done, deadline: session.deadline)
        let printer = ReceiptPrinter(target: target, json: true)
        if act.dryRun { return try printer.printDryRun(.edit, [line], "") }
        try printer.print(Operations.Outcome(receipt: Receipt(.edit, store: target.name, lines: [line])))
    }

    private func finish(
        _ editing: PayloadEditing, _ edited: PayloadEditing.Edited, _ surroundings: Surroundings
    ) async throws(Failure) {
        let target = editing.opened.target
        let printer = ReceiptPrinter(target: target, json: common.json)
        let deed =
            "Save \(editing.name) with \(edited.changes.count == 1 ? "1 change" : "\(edited.changes.count) changes")"
        if act.dryRun {
            defer { edited.discard() }
            let outcome = try await edit(editing, edited, by: editing.opened.operations.rehearsed)
            return try printer.printDryRun(.edit, outcome.receipt.lines, "Would do: \(deed).")
        }
        do throws(Failure) {
            // Leaving the editor with a change is a person's yes; a file that was given is none.
            if from != nil || target.isProduction || target.isReadOnly {
                try gate(target, surroundings).pass(deed, count: 1)
            }
            try printer.print(try await edit(editing, edited, by: editing.opened.operations))
        } catch {
            throw edited.keeping(error)
        }
        edited.discard()
    }

    private func gate(_ target: OpenStore, _ surroundings: Surroundings) -> ActGate {
        ActGate(surroundings: surroundings, common: common, act: act, target: target)
    }

    private func edit(
        _ editing: PayloadEditing, _ edited: PayloadEditing.Edited, by operations: Operations
    ) async throws(Failure) -> Operations.Outcome {
        do throws(OperationError) {
            return try await operations.edit(editing.session, to: edited.payload, reason: common.reason)
        } catch {
            throw act.dryRun ? Failure(rehearsing: error) : Failure(error)
        }
    }
}
