internal import Operations
internal import SessionModel

/// Prints what an act did, and ends the program with the code for it.
struct ReceiptPrinter {
    let target: OpenStore
    let json: Bool

    /// Prints a receipt.
    ///
    /// - Throws: The code for anything but all done.
    func print(_ outcome: Operations.Outcome) throws(Failure) {
        let receipt = outcome.receipt
        var failure = self.failure(of: receipt)
        do throws(Failure) {
            try write(receipt)
        } catch {
            failure = untold(receipt, error, end: failure)
        }
        if !json { noteRefused(receipt) }
        for note in receipt.notes { Notice.write(note) }
        if let warning = outcome.journalWarning { Notice.write(warning) }
        if let failure { throw failure }
    }

    private func write(_ receipt: Receipt) throws(Failure) {
        var output = DataOutput()
        if json {
            try output.line(receipt.json)
        } else {
            for line in words(receipt) { try output.line(SafeText.line(line)) }
        }
        try output.flush()
    }

    /// What is said of an act where standard output doesn't take it.
    private func untold(_ receipt: Receipt, _ error: Failure, end: Failure?) -> Failure {
        guard end == nil, let line = receipt.lines.first, receipt.lines.count == 1 else {
            return error.untold(receipt.summary, end: end)
        }
        let name = target.shortName(line.key, id: line.id)
        guard let newID = receipt.newID?.whole else { return error.untold("\(receipt.verb.done) \(name)") }
        var failure = error.untold("\(name) has the new id \(newID)")
        failure.newID = newID
        return failure
    }

    /// Prints what would be done, and ends the program as the act would where nothing of it would be.
    func printDryRun(_ verb: Verb, _ lines: [Receipt.Line], _ words: String) throws(Failure) {
        var output = DataOutput()
        let receipt = Receipt(verb, store: target.name, lines: lines)
        let isRefused = !lines.contains { $0.result == .done } && lines.contains { $0.result == .refused }
        if json {
            try output.line(receipt.json.rehearsed)
            // Why is nothing for a program, which has the result; a person still wants to know.
            let refused = lines.count { $0.result == .refused }
            if refused > 0, !isRefused {
                Notice.write("Would be refused: \(refused) of \(lines.count)\(commonReason(receipt)).")
            }
        } else {
            if !isRefused { try output.line(SafeText.line(words)) }
            for line in lines.prefix(Self.shownLines) { try output.line("  " + reasoned(line)) }
            if lines.count > Self.shownLines { try output.line("  and \(lines.count - Self.shownLines) more") }
            let refused = lines.count { $0.result == .refused }
            if refused > 0 { try output.line("Would be refused: \(refused) of \(lines.count).") }
        }
        try output.flush()
        if isRefused { throw Failure(.refused, "Nothing would be done: " + sentence(receipt)) }
    }

    /// Tells which of several were refused, and why.
    private func noteRefused(_ receipt: Receipt) {
        guard receipt.lines.count > 1 else { return }
        let refused = receipt.lines.filter { $0.result == .refused && !$0.hadNoTurn }
        for line in refused.prefix(Self.shownLines) { Notice.write("  " + reasoned(line)) }
        if refused.count > Self.shownLines { Notice.write("  and \(refused.count - Self.shownLines) more") }
    }

    /// A session's name, and why nothing was done to it.
    private func reasoned(_ line: Receipt.Line) -> String {
        SafeText.line(target.shortName(line.key, id: line.id) + (line.reason.map { ": \($0)" } ?? ""))
    }

    private static let shownLines = 20
    private static let shownReasons = 3

    private func words(_ receipt: Receipt) -> [String] {
        if receipt.verb == .regenerate, receipt.isComplete {
            return [receipt.newID?.whole, receipt.cookie].compactMap { $0 }
        }
        guard receipt.lines.count == 1, let line = receipt.lines.first else { return [receipt.summary] }
        guard line.result == .done else { return [] }
        let ends = receipt.verb == .destroy ? "" : ending(line)
        return ["\(receipt.verb.done) \(target.shortName(line.key, id: line.id))\(ends)"]
    }

    private func ending(_ line: Receipt.Line) -> String {
        switch line.deadline {
        case .at(let moment): ", ends at \(moment.iso8601)"
        case .never: ", never ends"
        case nil: ""
        }
    }

    /// How the program ends; nil where all was done.
    private func failure(of receipt: Receipt) -> Failure? {
        guard !receipt.isComplete else { return nil }
        let hasChanged = receipt.lines.contains { $0.result == .done || $0.result == .cameBack || $0.isUncertain }
        return Failure(hasChanged ? .partlyDone : .refused, sentence(receipt))
    }

    /// Why those that were not done were not.
    private func commonReason(_ receipt: Receipt) -> String {
        var counts: [(reason: String, count: Int)] = []
        for reason in receipt.lines.filter({ $0.result != .done }).compactMap(\.reason) {
            let place = counts.firstIndex { $0.reason == reason } ?? counts.endIndex
            if place == counts.endIndex { counts.append((reason, 0)) }
            counts[place].count += 1
        }
        let words = counts.prefix(Self.shownReasons).map { reason, count in
            (reason.hasSuffix(".") ? String(reason.dropLast()) : reason) + (counts.count > 1 ? " (\(count))" : "")
        }
        guard !words.isEmpty else { return "" }
        return ": " + words.joined(separator: "; ") + (counts.count > words.count ? "; and more" : "")
    }

    /// Of how many it is not known what became of them: the store was lost before it answered.
    private func doubt(_ receipt: Receipt) -> String {
        let count = receipt.lines.count(where: \.isUncertain)
        guard count > 0 else { return "" }
        if receipt.lines.count == 1 { return " Whether it was done all the same is not known." }
        return " Whether \(count == 1 ? "one of them was" : "\(count) of them were") done all the same is not known."
    }

    private func sentence(_ receipt: Receipt) -> String {
        guard receipt.lines.count == 1, let line = receipt.lines.first else {
            return receipt.summary + commonReason(receipt) + "." + doubt(receipt)
        }
        let name = target.shortName(line.key, id: line.id)
        let reason = line.reason ?? line.result.words
        return "\(receipt.verb.rawValue) \(name): \(reason)" + (reason.hasSuffix(".") ? "" : ".") + doubt(receipt)
    }
}

extension JSONValue {
    /// A receipt of what would be done: with one member more, so that no program takes it for what was done.
    var rehearsed: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members + [.init("dry_run", .boolean(true))])
    }
}
