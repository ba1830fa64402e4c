internal import SessionModel
internal import StoreKit

extension MemcachedStore {
    var abilities: StoreAbilities {
        get async {
            if let rights { return rights.abilities }
            do throws(StoreError) {
                return try await findRights("finding out what may be done").abilities
            } catch {
                // What can't be asked now is tried when it is wanted, and fails with its own reason then.
                return target.isReadOnly ? .reading : .all
            }
        }
    }

    func examine() async throws(StoreError) -> StoreExamination {
        let action = "examining it"
        let rights = try await findRights(action)
        let sample = try await perform(action) { connection throws(MemcachedFailure) in
            try ServerSample.best(of: 3, connection)
        }
        return StoreExamination(
            version: "Memcached \(sample.version)", abilities: rights.abilities, restrictions: rights.restrictions,
            feed: rights.feed, clockSkew: sample.skew, roundTrip: Double(sample.roundTrip) / 1_000_000,
            estimatedCount: sample.count)
    }

    private func findRights(_ action: String) async throws(StoreError) -> MemcachedRights {
        let settings = try await perform(action) { connection throws(MemcachedFailure) in connection.settings }
        let feed = try await MemcachedFeed(target, lifetime: lifetime).kind()
        let found = MemcachedRights(settings, feed, isReadOnly: target.isReadOnly)
        rights = found
        return found
    }
}
