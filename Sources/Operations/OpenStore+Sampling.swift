public import SessionModel
public import StoreKit
internal import Synchronization

extension OpenStore {
    /// The first keys that a listing names, at most so many; the listing ends there.
    public func firstKeys(_ count: Int) async throws(StoreError) -> [SessionKey] { try await sampleKeys(count).keys }

    /// The first keys that a listing names, at most so many.
    ///
    /// - Returns: The keys, and whether there are no others.
    func sampleKeys(_ count: Int) async throws(StoreError) -> (keys: [SessionKey], areAll: Bool) {
        let keys = Mutex<[SessionKey]>([])
        let areAll = try await visitKeys(enough: count) { page in
            keys.withLock { keys in
                for row in 0..<min(page.count, max(0, count - keys.count)) { keys.append(page.key(row)) }
                return keys.count < count
            }
        }
        return (keys.withLock { $0 }, areAll)
    }

    /// The keys of a whole listing, sorted by how likely they are sessions.
    ///
    /// - Parameters:
    ///   - sweep: Where they are sorted.
    ///   - enough: After how many keys of known places the listing ends.
    ///   - limit: How long it may take.
    /// - Returns: The keys, and whether there are no others.
    func sweepKeys(
        into sweep: KeySweep, enough: Int, within limit: Duration
    ) async throws(StoreError) -> (keys: KeySweep, areAll: Bool) {
        let found = Mutex(sweep)
        let areAll = try await visitKeys(pace: isProduction ? .bySize : .full, within: limit) { page in
            found.withLock { found in
                page.keyBytes.withUnsafeBytes { bytes in
                    for row in 0..<page.count where found.knownCount < enough {
                        found.take(UnsafeRawBufferPointer(rebasing: bytes[page.keyRange(row)]))
                    }
                }
                return found.knownCount < enough
            }
        }
        return (found.withLock { $0 }, areAll)
    }

    /// Lists keys, page by page, until `body` has seen enough or the time is over.
    ///
    /// - Parameters:
    ///   - enough: After how many keys the store may end the listing by itself.
    ///   - limit: How long the listing may take; nil for as long as it does.
    ///   - body: Gives whether to go on.
    /// - Returns: Whether the listing came to its end.
    private func visitKeys(
        pace: ScanRequest.Pace = .full, enough: Int = .max, within limit: Duration? = nil,
        _ body: @escaping @Sendable (RecordPage) -> Bool
    ) async throws(StoreError) -> Bool {
        let visit = KeyVisit()
        let request = sampling(pace: pace, enough: enough)
        let store = store
        let task = Task { () async -> StoreError? in
            do throws(StoreError) {
                try await store.scan(request) { page in if !body(page) { visit.end() } }
                return nil
            } catch {
                return error
            }
        }
        visit.stop = { task.cancel() }
        let alarm = limit.map { limit in
            Task {
                guard (try? await Task.sleep(for: limit)) != nil else { return }
                visit.end()
            }
        }
        let error = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        alarm?.cancel()
        if let error, !visit.isEnded { throw error }
        return error == nil && !visit.isEnded
    }

    /// What can't be looked into tells nothing of what is in the store, and must not stand for what does.
    private func sampling(pace: ScanRequest.Pace, enough: Int) -> ScanRequest {
        var request = ScanRequest(pace: pace, asksForModification: true, enough: enough, glance: glance)
        request.passesOverForbidden = true
        return request
    }
}

/// A listing that can be ended before it is complete.
private final class KeyVisit: Sendable {
    private struct State {
        var isEnded = false
        var stop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Whether it was ended.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// What ends the listing; called at once where it is to be ended already.
    var stop: (@Sendable () -> Void)? {
        get { state.withLock { $0.stop } }
        set {
            state.withLock { $0.stop = newValue }
            if isEnded { newValue?() }
        }
    }

    /// Ends it.
    func end() {
        let stop = state.withLock { state in
            state.isEnded = true
            return state.stop
        }
        stop?()
    }
}
