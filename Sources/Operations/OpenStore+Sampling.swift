public import SessionModel
public import StoreKit
internal import Synchronization

extension OpenStore {
    /// The first keys that a listing names, at most so many; the listing ends there.
    public func firstKeys(_ count: Int) async throws(StoreError) -> [SessionKey] {
        let sampling = KeySampling(wanted: count)
        let request = ScanRequest(pace: .full, asksForModification: true, enough: count, glance: glance)
        let store = store
        let task = Task { () async -> StoreError? in
            do throws(StoreError) {
                try await store.scan(request) { sampling.take($0) }
                return nil
            } catch {
                return error
            }
        }
        sampling.stop = { task.cancel() }
        let error = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        if let error, !sampling.isFull { throw error }
        return sampling.keys
    }
}

/// Gathers keys until there are enough, and then ends the listing they come from.
private final class KeySampling: Sendable {
    private struct State {
        var keys: [SessionKey] = []
        var stop: (@Sendable () -> Void)?
    }

    private let wanted: Int
    private let state = Mutex(State())

    init(wanted: Int) { self.wanted = wanted }

    var keys: [SessionKey] { state.withLock { $0.keys } }
    var isFull: Bool { keys.count >= wanted }

    /// What ends the listing; called at once when there are enough keys already.
    var stop: (@Sendable () -> Void)? {
        get { state.withLock { $0.stop } }
        set {
            state.withLock { $0.stop = newValue }
            if isFull { newValue?() }
        }
    }

    func take(_ page: RecordPage) {
        let stop = state.withLock { state -> (@Sendable () -> Void)? in
            for row in 0..<min(page.count, max(0, wanted - state.keys.count)) { state.keys.append(page.key(row)) }
            return state.keys.count >= wanted ? state.stop : nil
        }
        stop?()
    }
}
