public import SessionModel
public import StoreKit
internal import Synchronization

extension OpenStore {
    /// The first keys that a listing names, at most so many; the listing ends there.
    public func firstKeys(_ count: Int) async throws(StoreError) -> [SessionKey] { try await sampleKeys(count).keys }

    /// The first keys that a listing names, at most so many.
    ///
    /// - Parameters:
    ///   - layouts: Whose keys; nil for all of the store's.
    ///   - limit: How long the listing may take; nil for as long as it does.
    /// - Returns: The keys, and whether there are no others.
    func sampleKeys(
        _ count: Int, of layouts: [Layout]? = nil, within limit: Duration? = nil
    ) async throws(StoreError) -> (keys: [SessionKey], areAll: Bool) {
        let sampling = KeySampling(wanted: count)
        let request = ScanRequest(
            pace: isProduction && layouts != nil ? .bySize : .full, asksForModification: true, enough: count,
            layouts: layouts, glance: glance)
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
        let alarm = limit.map { limit in
            Task {
                guard (try? await Task.sleep(for: limit)) != nil else { return }
                sampling.isLate = true
                task.cancel()
            }
        }
        let error = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        alarm?.cancel()
        if let error, !sampling.isFull, !sampling.isLate { throw error }
        return (sampling.keys, error == nil && !sampling.isFull)
    }
}

/// Gathers keys until there are enough, and then ends the listing they come from.
private final class KeySampling: Sendable {
    private struct State {
        var keys: [SessionKey] = []
        var stop: (@Sendable () -> Void)?
        var isLate = false
    }

    private let wanted: Int
    private let state = Mutex(State())

    init(wanted: Int) { self.wanted = wanted }

    var keys: [SessionKey] { state.withLock { $0.keys } }
    var isFull: Bool { keys.count >= wanted }

    /// Whether its time was over before there were enough.
    var isLate: Bool {
        get { state.withLock { $0.isLate } }
        set { state.withLock { $0.isLate = newValue } }
    }

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
