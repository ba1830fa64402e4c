public import SessionModel
internal import StoreKit

/// Ends one user's sessions in several stores: a frozen set, acted on, read back, watched.
public struct Logout: Sendable {
    private let desks: [Operations]
    private let readers: [OpenStore]
    private let plan: LogoutPlan
    private let reason: String?
    private let restored: RestoredSessions
    private let now: @Sendable () -> Timestamp

    /// Creates a logout.
    ///
    /// - Parameters:
    ///   - desks: The operations on each store, in the order of the plan's stores.
    ///   - readers: The same stores for the watch, where those of the desks may be closed before it ends; nil for theirs.
    ///   - sparing: What the operator brings back meanwhile: the watch leaves it alone.
    ///   - now: Our own time.
    public init(
        _ plan: LogoutPlan, on desks: [Operations], watching readers: [OpenStore]? = nil, reason: String?,
        sparing: RestoredSessions = RestoredSessions(), now: @escaping @Sendable () -> Timestamp
    ) {
        self.plan = plan
        self.desks = desks
        self.readers = readers ?? desks.map(\.target)
        self.reason = reason
        restored = sparing
        self.now = now
    }

    /// Ends the set, all stores at once, and reads back. What one store refuses or fails at stops no other.
    ///
    /// - Parameters:
    ///   - stops: Ends it in a store, by its place, after the batch it is at.
    ///   - progress: Told now and then how many of how many sessions have had their turn.
    public func end(
        until stops: [Int: StopSign] = [:],
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) async -> LogoutReceipt {
        let counter = ProgressCounter(stores: desks.count)
        for part in plan.actable { counter.expect(part.doomed.count, at: part.place) }
        var parts = await withTaskGroup(of: LogoutReceipt.Part.self) { group in
            for part in plan.parts where !part.doomed.isEmpty {
                group.addTask {
                    await end(part, until: stops[part.place] ?? StopSign()) { done in
                        let sum = counter.note(done, at: part.place)
                        progress(sum.done, sum.total)
                    }
                }
            }
            var parts: [LogoutReceipt.Part] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.place < $1.place }
        }
        await writeDown(plan.uncovered, into: &parts)
        return LogoutReceipt(
            user: plan.user, names: plan.names, parts: parts, uncovered: plan.uncovered, kept: plan.keptCount,
            unreadable: plan.unreadable, looked: plan.parts.map(\.store))
    }

    /// The journal has a line of each store that was not looked into: no line would read as if nothing had been there.
    private func writeDown(_ uncovered: [OpenStores.Uncovered], into parts: inout [LogoutReceipt.Part]) async {
        guard let desk = desks.first, !uncovered.isEmpty else { return }
        let warning = await desk.note(uncovered: uncovered, by: .logout, names: plan.names, reason: reason)
        if let warning, !parts.isEmpty, parts[0].journalWarning == nil { parts[0].journalWarning = warning }
    }

    private func end(
        _ part: LogoutPlan.Part, until stop: StopSign, progress: @escaping @Sendable (Int) -> Void
    ) async -> LogoutReceipt.Part {
        var result = LogoutReceipt.Part(
            place: part.place, receipt: Receipt(.logout, store: part.store, lines: part.refused(part.refusal ?? "")))
        guard part.refusal == nil else { return result }
        do throws(OperationError) {
            let ids = part.doomed.reduce(into: [SessionKey: SessionID]()) { $0[$1.key] = $1.id }
            let desk = desks[part.place]
            let outcome = try await desk.logout(
                part.doomed.map(\.key), ids: ids, names: plan.names,
                unless: desk.target.objection(unlessOf: plan.names), reason: reason, until: stop, progress: progress)
            result.receipt = outcome.receipt
            result.undo = outcome.undo
            result.journalWarning = outcome.journalWarning
        } catch {
            result.failure = error
            result.receipt.lines = part.refused(error.description)
            for line in result.receipt.lines.indices { result.receipt.lines[line].isUncertain = error.leavesDoubt }
        }
        return result
    }

    /// Watches for returns, and takes into the receipt what came back.
    ///
    /// - Parameters:
    ///   - milliseconds: For how long.
    ///   - endsAgain: Whether what came back is ended again.
    ///   - deliver: Told of each return as it is seen.
    public func watch(
        _ receipt: inout LogoutReceipt, milliseconds: Int64, endsAgain: Bool,
        deliver: @escaping @Sendable (ReturnedSession) -> Void
    ) async {
        let watch = ReturnWatch(
            receipt, names: plan.names, on: desks, reading: readers, reason: reason, sparing: restored, now: now)
        let result = await watch.run(milliseconds: milliseconds, endsAgain: endsAgain, deliver: deliver)
        receipt.watched = result.watched
        await writeDown(result, of: &receipt)
        for (place, part) in receipt.parts.enumerated() {
            for (line, session) in part.receipt.lines.enumerated() {
                guard let state = result.states[part.place]?[session.key] else { continue }
                receipt.parts[place].receipt.lines[line].note(state)
                if state == .unseen { receipt.parts[place].unseen += 1 }
            }
        }
    }

    /// The journal has a line of what was seen in each store, also where nothing came back: that is the proof.
    private func writeDown(_ result: ReturnWatch.Result, of receipt: inout LogoutReceipt) async {
        for (place, part) in receipt.parts.enumerated() {
            guard let states = result.states[part.place] else { continue }
            let seen = part.receipt.watchable.map { line in
                Operations.Sighting(name: line.id?.whole ?? line.key.text, word: (states[line.key] ?? .gone).word)
            }
            let warning = await desks[part.place].note(
                watch: seen, milliseconds: result.watched, names: plan.names, reason: reason)
            if receipt.parts[place].journalWarning == nil { receipt.parts[place].journalWarning = warning }
        }
    }
}

extension ReturnWatch.State {
    /// The word for it in the journal.
    fileprivate var word: String {
        switch self {
        case .gone: "stayed_gone"
        case .there: "came_back"
        case .endedAgain: "ended_again"
        case .withoutUser: "other_user"
        case .restored: "restored"
        case .unseen: "not_seen"
        }
    }
}

extension LogoutPlan.Part {
    fileprivate func refused(_ reason: String) -> [Receipt.Line] {
        doomed.map { .init(id: $0.id, key: $0.key, result: .refused, deadline: $0.deadline, reason: reason) }
    }
}

extension Receipt.Line {
    /// Takes in what a watch saw of a session that had been ended.
    fileprivate mutating func note(_ state: ReturnWatch.State) {
        switch state {
        case .gone: return
        case .there(let reason):
            result = .cameBack
            self.reason = reason
        case .endedAgain(let times):
            result = .done
            reason = "it came back, and was ended again" + (times > 1 ? " \(times) times" : "")
        case .restored:
            result = .done
            reason = "it was brought back by the operator"
        case .unseen: reason = "the store could not be read when the watch ended"
        case .withoutUser:
            result = .done
            reason = "there is a new session under its key, and nobody is logged in with it"
        }
    }
}
