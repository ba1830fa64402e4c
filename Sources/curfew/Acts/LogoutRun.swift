internal import Configuration
internal import Operations
internal import SessionModel
internal import StoreKit

/// A logout on the command line, from the preview to the receipt.
struct LogoutRun {
    let surroundings: Surroundings
    let common: CommonOptions
    let act: ActOptions
    let opened: OpenManyStores.Opened

    /// Plans, asks, ends, watches, prints.
    ///
    /// - Parameters:
    ///   - watch: How long to watch for returns, in milliseconds.
    ///   - endsAgain: Whether what comes back is ended again.
    ///   - standing: How long to go on ending new sessions, in milliseconds; nil for not at all.
    func run(
        _ request: LogoutRequest, watch: Int64, endsAgain: Bool, standing: Int64?
    ) async throws(Failure) {
        let plan = try await plan(request)
        let printer = LogoutPrinter(plan: plan, json: common.json, now: surroundings.now())
        if act.dryRun { return try printer.printDryRun() }
        if plan.count == 0, standing == nil { return try printer.printNothing() }
        try pass(plan, printer)
        let desks = opened.stores.map(\.operations)
        let logout = Logout(plan, on: desks, reason: common.reason, now: surroundings.now)
        var receipt = await logout.end()
        if watch > 0 || standing != nil, !Task.isCancelled {
            let standing = StandingLogout(plan, on: desks, reason: common.reason, now: surroundings.now)
                .task(milliseconds: standing)
            await logout.watch(&receipt, milliseconds: watch, endsAgain: endsAgain || standing != nil) {
                Notice.write($0.sentence)
            }
            for news in await standing?.finish() ?? [] { receipt.add(news) }
        }
        try printer.print(receipt)
    }

    private func plan(_ request: LogoutRequest) async throws(Failure) -> LogoutPlan {
        do throws(LogoutPlanError) {
            return try await LogoutPlanner(
                opened.open, journal: Journal(directory: surroundings.paths.state), isRehearsal: act.dryRun,
                now: surroundings.now
            ).plan(request)
        } catch {
            switch error {
            case .nothingToKeep: throw Failure(.nothingMatched, error.description)
            case .keepsSeveral: throw Failure(.refused, error.description)
            case .stopped: throw Failure(.interrupted, "")
            }
        }
    }

    private func pass(_ plan: LogoutPlan, _ printer: LogoutPrinter) throws(Failure) {
        if plan.actable.isEmpty, let part = plan.parts.first(where: { !$0.doomed.isEmpty }) {
            let target = opened.stores[part.place].target
            if let refusal = target.refusal { throw Failure(refusal) }
            throw Failure(.refused, "\(part.store): \(part.refusal ?? "nothing can be ended here")")
        }
        if !common.yes, surroundings.canAsk { for line in printer.preview { Notice.write(line) } }
        let count = plan.actable.reduce(0) { $0 + $1.doomed.count }
        try ActGate(
            surroundings: surroundings, common: common, act: act,
            targets: plan.actable.map { opened.stores[$0.place].target }
        ).pass("Log out \(plan.user): end \(ActGate.sessions(count))", count: count, user: plan.user)
    }
}

extension StandingLogout {
    /// Begins to stand, telling on standard error what happens; nil where it is for no time.
    fileprivate func task(milliseconds: Int64?) -> Standing? {
        guard let milliseconds else { return nil }
        return Standing { came in
            await stand(milliseconds: milliseconds) { news in
                if let sentence = news.sentence { Notice.write(sentence) }
                came(news)
            }
        }
    }
}

/// A logout that stands while something else goes on.
private struct Standing {
    private let task: Task<[StandingLogout.News], Never>

    init(_ body: @escaping @Sendable (@escaping @Sendable (StandingLogout.News) -> Void) async -> Void) {
        task = Task {
            let (items, mailbox) = AsyncStream<StandingLogout.News>.makeStream()
            await body { mailbox.yield($0) }
            mailbox.finish()
            var news: [StandingLogout.News] = []
            for await item in items { news.append(item) }
            return news
        }
    }

    /// Waits until it is over; what came meanwhile.
    func finish() async -> [StandingLogout.News] {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

extension ReturnedSession {
    /// One sentence for the person who waits.
    fileprivate var sentence: String {
        let time = DurationText.exact(milliseconds: after)
        guard isSameUser else {
            return
                "\(store): there is a new session under the key of \(name) after \(time); nobody is logged in with it."
        }
        return "\(store): \(name) came back after \(time), same login"
            + (isEndedAgain ? "; it was ended again." : "; --again ends such sessions.")
    }
}

extension StandingLogout.News {
    /// One sentence for the person who waits.
    fileprivate var sentence: String? {
        switch self {
        case .following(let store, let feed): "\(store): watching for new sessions (\(feed.label))."
        case .came(_, let store, let name, let line):
            "\(store): \(name) is a new session of the user: "
                + (line.result == .done ? "ended." : "\(line.result.words).")
        case .lost(let store, let reason): "\(store): not watched just now: \(reason)"
        }
    }
}
