internal import StoreKit

extension SessionActs {
    /// Has the store do something to its end, also when the task is cancelled meanwhile: what was sent is done, and only
    /// its answer tells what that was. How long that may take is for the store to bound.
    func toItsEnd<Answer: Sendable>(
        _ change: @escaping @Sendable (any SessionStore) async throws(StoreError) -> Answer
    ) async throws(StoreError) -> Answer {
        let store = target.store
        // Cancelling reaches no task that is none of its children.
        let sent = Task { () async -> Result<Answer, StoreError> in
            do throws(StoreError) {
                return .success(try await change(store))
            } catch {
                return .failure(error)
            }
        }
        do throws(StoreError) {
            return try await sent.value.get()
        } catch {
            guard error.reason == .cancelled else { throw error }
            // The store was closed under it.
            var lost = error
            lost.reason = .lost
            throw lost
        }
    }
}
