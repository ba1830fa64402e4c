internal import Operations
internal import SessionModel

/// Watches one session until it ends.
struct EndWatch {
    let target: OpenStore
    let key: SessionKey
    let now: @Sendable () -> Timestamp

    /// Watches for at most so long; nil where the session did not end meanwhile.
    func run(milliseconds: Int64) async throws(Failure) -> SeenEnd? {
        let (target, key, now) = (target, key, now)
        let watching = Task { () -> Result<SeenEnd?, Failure> in
            var end: SeenEnd?
            do throws(Failure) {
                let name = target.shortName(key)
                let hint = { Notice.write("Watching \(name) until it ends.") }
                try await EventFollowing(target, now: now).run(whenListed: hint) { (event) throws(Failure) in
                    guard event.key == key || event.oldKey == key, let cause = event.cause else { return }
                    end = SeenEnd(at: event.at, cause: cause)
                    throw Failure(.interrupted, "")
                }
                return .success(nil)
            } catch {
                return end != nil || Task.isCancelled ? .success(end) : .failure(error)
            }
        }
        let clock = Task {
            if (try? await Task.sleep(for: .milliseconds(milliseconds))) != nil { watching.cancel() }
        }
        defer { clock.cancel() }
        let result = await withTaskCancellationHandler {
            await watching.value
        } onCancel: {
            watching.cancel()
        }
        return try result.get()
    }
}
