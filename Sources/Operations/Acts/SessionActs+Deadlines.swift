internal import SessionModel
internal import StoreKit

/// Moving the deadlines of many.
extension SessionActs {
    /// Moves the deadlines of many sessions; what was done stays done when the store is lost on the way.
    func setDeadlines(
        of keys: [SessionKey], to change: DeadlineChange, pacing: Pacing = .full, until stop: StopSign,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Done {
        var lines: [Receipt.Line] = []
        var steps: [UndoStep] = []
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            if stop.isRaised {
                lines += keys[start...].map { .init(key: $0, result: .refused, reason: StopSign.reason) }
                break
            }
            let began = ContinuousClock.now
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            do throws(StoreError) {
                for (key, session) in zip(batch, try await target.sessions(batch)) {
                    let done = try await setDeadline(key, session, to: change)
                    lines += done.receipt.lines
                    if let step = done.undo { steps.append(step) }
                }
                progress(lines.count)
            } catch {
                guard !steps.isEmpty else { throw error }
                // They go one by one: only of the next one it is not known.
                var rest = keys[lines.count...].map {
                    Receipt.Line(key: $0, result: .refused, reason: error.description)
                }
                rest[0].isUncertain = error.reason.leavesDoubt
                lines += rest
                break
            }
            if lines.count < keys.count { await pacing.rest(since: began) }
        }
        let undo = steps.isEmpty ? nil : UndoStep.several(steps.reversed())
        return Done(receipt: Receipt(.ttl, store: target.name, lines: lines), undo: undo)
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
