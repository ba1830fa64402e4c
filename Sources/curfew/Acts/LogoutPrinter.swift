internal import Operations
internal import SessionModel

/// Prints what a logout would do and what it did, and ends the program with the code for it.
struct LogoutPrinter {
    let plan: LogoutPlan
    let json: Bool
    let now: Timestamp

    // MARK: Before

    /// The preview, store by store.
    var preview: [String] {
        var lines = ["Log out \(who): \(ActGate.sessions(plan.count))."]
        var table = TextTable("STORE", "KIND", "LIVE ", "MATCHED BY", "WILL DO")
        for part in plan.parts {
            table.add(
                part.store, part.engine, String(part.doomed.count + part.kept.count), matched(part), will(part))
        }
        for store in plan.uncovered { table.add(store.store, "", "?", "", "NOT COVERED") }
        lines += table.lines.map { "  " + $0 }
        if let age { lines.append(age) }
        return lines + rest
    }

    private var who: String {
        let others = plan.names.dropFirst()
        return plan.user + (others.isEmpty ? "" : " (also \(others.joined(separator: ", ")))")
    }

    private func matched(_ part: LogoutPlan.Part) -> String {
        let words = (part.doomed + part.kept).map { target in
            "\(target.matched.path.map(\.description) ?? "user") = \(target.matched.name)"
        }
        let different = Set(words).sorted()
        return different.isEmpty
            ? "-" : different.prefix(2).joined(separator: ", ") + (different.count > 2 ? ", .." : "")
    }

    private func will(_ part: LogoutPlan.Part) -> String {
        if part.doomed.isEmpty { return part.kept.isEmpty ? "nothing" : "keep \(part.kept.count)" }
        if let refusal = part.refusal { return "NOTHING: \(refusal)" }
        return "end \(part.doomed.count)" + (part.kept.isEmpty ? "" : ", keep \(part.kept.count)")
    }

    private var age: String? {
        let created = plan.parts.flatMap(\.doomed).compactMap(\.createdAt)
        guard let oldest = created.min(), let newest = created.max() else { return nil }
        let ages = [oldest, newest].map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) }
        return "Oldest \(ages[0]), newest \(ages[1]) ago."
    }

    private var rest: [String] {
        plan.uncovered.map { "Not covered: \($0.store): \($0.reason)" }
            + plan.parts.filter { $0.unreadable > 0 }.map {
                "\($0.store): \($0.unreadable) record\($0.unreadable == 1 ? "" : "s") can't be read, so nobody knows whose."
            }
    }

    /// Prints what would be done.
    func printDryRun() throws(Failure) {
        var output = DataOutput()
        if json {
            try output.line(dryReceipt.json.rehearsed)
            for line in rest { Notice.write(line) }
        } else {
            for line in preview { try output.line(SafeText.line(line)) }
        }
        try output.flush()
        try end(nothing: plan.count == 0 && plan.keptCount == 0, isComplete: isComplete, hasChanged: true)
    }

    /// What there is to say where nobody is to be logged out.
    func printNothing() throws(Failure) {
        if plan.keptCount > 0 || json { try print(dryReceipt, telling: false) }
        for line in rest { Notice.write(line) }
        try end(nothing: plan.keptCount == 0, isComplete: isComplete, hasChanged: false)
    }

    private var isComplete: Bool { plan.uncovered.isEmpty && plan.unreadable == 0 }

    private var dryReceipt: LogoutReceipt {
        LogoutReceipt(dryRun: plan)
    }

    // MARK: After

    /// Prints the receipt.
    ///
    /// - Throws: The code for anything but all done.
    func print(_ receipt: LogoutReceipt) throws(Failure) {
        var unwritten: Failure?
        do throws(Failure) {
            try print(receipt, telling: true)
        } catch {
            unwritten = error
        }
        do throws(Failure) {
            let hasChanged = receipt.hasChanged || receipt.isInDoubt
            try end(nothing: false, isComplete: receipt.isComplete, hasChanged: hasChanged, receipt)
        } catch {
            throw unwritten?.untold(receipt.summary, end: error) ?? error
        }
        if let unwritten { throw unwritten.untold(receipt.summary) }
    }

    private func print(_ receipt: LogoutReceipt, telling: Bool) throws(Failure) {
        var output = DataOutput()
        if json {
            try output.line(receipt.json)
        } else {
            for line in words(receipt) { try output.line(SafeText.line(line)) }
        }
        try output.flush()
        guard telling else { return }
        for warning in receipt.parts.compactMap(\.journalWarning) { Notice.write(warning) }
        for line in rest { Notice.write(line) }
    }

    private func words(_ receipt: LogoutReceipt) -> [String] {
        var lines = [receipt.summary + "."]
        var table = TextTable("STORE", "RESULT")
        for part in receipt.parts {
            table.add(part.receipt.store, part.summary)
        }
        for store in receipt.uncovered { table.add(store.store, "not covered") }
        if receipt.parts.count + receipt.uncovered.count > 1 { lines += table.lines.dropFirst().map { "  " + $0 } }
        if let sight = receipt.sight {
            lines.append("Watched for \(DurationText.compact(milliseconds: receipt.watched)): \(sight).")
        }
        return lines + ["Not touched: remember-me tokens, JWTs, and what applications keep in memory."]
    }

    // MARK: How it ends

    private func end(
        nothing: Bool, isComplete: Bool, hasChanged: Bool, _ receipt: LogoutReceipt? = nil
    ) throws(Failure) {
        if isComplete {
            if nothing { throw Failure(.nothingMatched, "\(plan.user) has no live session.") }
            return
        }
        if hasChanged || receipt == nil && !nothing { throw Failure(.partlyDone, sentence(receipt)) }
        let failures = receipt?.parts.compactMap(\.failure) ?? []
        let isUnreachable =
            (receipt?.uncovered ?? plan.uncovered).contains(where: \.isUnreachable)
            || failures.contains { $0.isAbsence }
            || (receipt?.unseen ?? 0) > 0
        if isUnreachable { throw Failure(.unreachable, sentence(receipt)) }
        throw Failure(receipt == nil ? .partlyDone : .refused, sentence(receipt))
    }

    private func sentence(_ receipt: LogoutReceipt?) -> String {
        guard let receipt else {
            if plan.count > 0 { return "Not everything could be looked into, so there may be more." }
            return "No live session of \(plan.user) was found, but not everything could be looked into."
        }
        if receipt.hasEndedAll {
            let sight = receipt.sight ?? "\(receipt.unseen) could not be looked at in the end"
            return "Every session that was to end has ended; \(sight). Run it again to be sure."
        }
        let failures = receipt.parts.compactMap(\.failure).map(\.description)
        let open = receipt.parts.flatMap(\.receipt.lines).filter { $0.result != .done && $0.result != .gone }
        let isLookedThrough = receipt.uncovered.isEmpty && receipt.unreadable == 0 && receipt.unseen == 0
        // What is another user's is nothing that is to be done still.
        if isLookedThrough, failures.isEmpty, open.allSatisfy({ $0.result == .changed }) {
            let was = open.count == 1 ? "was" : "were"
            return "\(ActGate.sessions(open.count)) \(was) left alone: \(receipt.objections)."
        }
        let reasons = open.compactMap(\.reason)
        let why = (failures + reasons).first.map { ": \($0)" } ?? "."
        return "Not everything was done\(why)\(why.hasSuffix(".") ? "" : ".") Run it again to finish."
    }
}

extension OperationError {
    /// Whether the store did not answer.
    fileprivate var isAbsence: Bool {
        switch self {
        case .store(let error), .newIDUnanswered(let error, _): error.isAbsence
        case .readOnly, .lockedAgain, .reasonMissing, .journal, .program: false
        }
    }
}
