internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// How many sessions end when, and what another lifetime would do.
extension Console {
    mutating func showHorizon() -> [Effect] {
        go(to: .horizon)
        horizonView.recount(list, at: storeTime, mayWait: false)
        return []
    }

    /// Counts again what ends when, where that is on screen.
    mutating func refreshHorizon(isForKey: Bool) {
        guard facts != nil, view == .horizon || layout.horizon.height > 0 else { return }
        horizonView.recount(list, at: storeTime, mayWait: isForKey)
    }

    mutating func lookAt(_ zoom: HorizonZoom?) -> [Effect] {
        guard let zoom else { return [] }
        horizonView.look(zoom)
        return []
    }

    /// Narrows the list of sessions to what the cursor stands on, in words that stay right while time passes.
    mutating func showBar() -> [Effect] {
        guard let query = barQuery else { return [] }
        go(to: .sessions)
        return applyFilter(query)
    }

    /// The query for the sessions of a bar. A bar of what is stands between two moments; one of what would be between
    /// two times since the last request.
    var barQuery: String? {
        guard let horizon = horizonView.shown else { return nil }
        if let whatIf = horizonView.whatIf { return Self.query(horizonView.selected, whatIf, horizon, at: now) }
        let start = horizon.start
        switch horizonView.selected {
        case .bar(let bar): return "ends>\(horizon.start(of: bar).iso8601) ends<=\(horizon.end(of: bar).iso8601)"
        case .later: return "ends>\(start.adding(milliseconds: horizon.zoom.span).iso8601) ends!=never"
        case .never: return "ends=never"
        case .now: return "ends<=\(start.iso8601)"
        }
    }

    private static func query(
        _ stop: HorizonView.Stop, _ whatIf: WhatIf, _ horizon: Horizon, at now: Timestamp
    ) -> String? {
        // Since the picture was taken all have been idle for that much longer.
        let passed = now.milliseconds(since: whatIf.readAt)
        let idle = { (left: Int64) in DurationText.exact(milliseconds: max(0, whatIf.lifetime - left + passed)) }
        switch stop {
        case .now: return "idle>=\(DurationText.exact(milliseconds: whatIf.lifetime))"
        case .bar(let bar):
            let step = horizon.zoom.step
            return "idle>=\(idle(Int64(bar + 1) * step)) idle<\(idle(Int64(bar) * step))"
        case .later: return "idle<\(idle(horizon.zoom.span))"
        case .never: return nil
        }
    }

    // MARK: What if

    /// Asks what would end under another lifetime: `what-if 20m`, and `what-if off` to see what is again.
    mutating func askWhatIf(_ argument: String) -> [Effect] {
        let stop = horizonView.question.map { [Effect.stop($0.ticket)] } ?? []
        switch argument {
        case "": return usage("what-if 20m: how long sessions would live after a request; what-if off")
        case "off":
            horizonView.endQuestion()
            horizonView.forgetWhatIf()
            return stop
        default: break
        }
        do throws(DurationError) {
            let lifetime = try DurationText.parse(argument)
            let ticket = nextTicket()
            horizonView.ask(lifetime, ticket)
            return stop + showHorizon() + [.readWhatIf(ticket, lifetime: lifetime)]
        } catch {
            say(.error, "what-if: \(error.description)")
            return []
        }
    }

    mutating func tookWhatIf(_ answer: WhatIf, _ ticket: Ticket) {
        guard horizonView.question?.ticket == ticket else { return }
        horizonView.take(answer)
        for store in answer.uncovered where !uncovered.contains(store) {
            say(.warning, "Not covered: \(store.store): \(store.reason)")
        }
    }

    /// Asks again what was asked last.
    mutating func askWhatIfAgain() -> [Effect] {
        guard let whatIf = horizonView.whatIf else { return [] }
        return askWhatIf(DurationText.exact(milliseconds: whatIf.lifetime))
    }
}
