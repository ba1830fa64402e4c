internal import SessionModel
internal import StoreKit

/// Moving the deadlines of many.
extension SessionActs {
    /// Moves the deadlines of many sessions. One that is refused keeps none of the others from it, and what was done stays
    /// done when the store is lost on the way.
    ///
    /// - Throws: What the last one met, where the store failed at every one.
    func setDeadlines(
        of keys: [SessionKey], to change: DeadlineChange, pacing: Pacing = .full, until stop: StopSign,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var steps: [UndoStep] = []
        var untaken = 0
        var failure: StoreError?
        batches: for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            if stop.isRaised {
                lines += keys[start...].map { .init(key: $0, result: .refused, reason: StopSign.reason) }
                break
            }
            let began = ContinuousClock.now
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            let sessions: [Session?]
            do throws(StoreError) {
                sessions = try await target.sessions(batch)
            } catch {
                failure = error
                untaken += keys.count - lines.count
                lines += refusals(keys[start...], error)
                break
            }
            for (key, session) in zip(batch, sessions) {
                do throws(StoreError) {
                    let done = try await setDeadline(key, session, to: change)
                    lines += done.receipt.lines
                    if let step = done.undo { steps.append(step) }
                } catch {
                    // A store that is away, say, is not asked about each of the others as well.
                    let refused = error.sparesOthers ? [key] : keys[lines.count...]
                    failure = error
                    untaken += refused.count
                    lines += refusals(refused, error)
                    if !error.sparesOthers { break batches }
                }
            }
            progress(lines.count)
            if lines.count < keys.count { await pacing.rest(since: began) }
        }
        if let failure, untaken == keys.count { throw failure }
        let undo = steps.isEmpty ? nil : UndoStep.several(steps.reversed())
        return Done(receipt: Receipt(.ttl, store: target.name, lines: lines), undo: undo)
    }

    /// Lines for what was asked for one by one: only of the first it may not be known whether it was done.
    private func refusals(_ keys: ArraySlice<SessionKey>, _ error: StoreError) -> [Receipt.Line] {
        keys.enumerated().map { place, key in
            var line = Receipt.Line(key: key, result: .refused, reason: error.description)
            line.isUncertain = place == 0 && error.reason.leavesDoubt
            return line
        }
    }

    private func setDeadline(
        _ key: SessionKey, _ session: Session?, to change: DeadlineChange
    ) async throws(StoreError) -> Done {
        guard let session else {
            let line = Receipt.Line(key: key, result: .gone, reason: "it has ended meanwhile")
            return Done(receipt: Receipt(.ttl, store: target.name, lines: [line]))
        }
        let deadline: Deadline
        do throws(DeadlineChangeError) {
            deadline = try change.deadline(of: session, now: target.storeTime(now()))
        } catch {
            return refused(.ttl, session, error.description)
        }
        do throws(StoreError) {
            return try await setDeadline(session, to: deadline)
        } catch {
            // The others need not wait for one request.
            guard error.isHeldByRequest else { throw error }
            return refused(.ttl, session, error.description)
        }
    }
}
