public import SessionModel
internal import StoreKit

extension Horizon {
    /// Lists stores and counts what they hold.
    ///
    /// - Parameter now: Our own time; what each store holds is counted by its own.
    /// - Returns: The horizon of all stores together, and those it does not cover.
    public static func read(
        _ open: OpenStores, _ zoom: HorizonZoom, now: Timestamp
    ) async -> (horizon: Horizon, uncovered: [OpenStores.Uncovered]) {
        await withTaskGroup(of: (Int, Result<Horizon, OpenStores.Uncovered>).self) { group in
            for (place, target) in open.stores.enumerated() {
                group.addTask { (place, await target.horizon(zoom, now: now)) }
            }
            var horizon = Horizon(zoom, from: now)
            var failures: [(place: Int, reason: OpenStores.Uncovered)] = []
            for await (place, result) in group {
                switch result {
                case .success(let one): horizon.add(one)
                case .failure(let reason): failures.append((place, reason))
                }
            }
            return (horizon, open.uncovered + failures.sorted { $0.place < $1.place }.map(\.reason))
        }
    }
}

extension OpenStore {
    fileprivate func horizon(_ zoom: HorizonZoom, now: Timestamp) async -> Result<Horizon, OpenStores.Uncovered> {
        if let reason = await reasonAgainst(.list) {
            return .failure(.init(store: name, reason: reason, isUnreachable: false))
        }
        do throws(StoreError) {
            let table = try await table(readsContent: mustReadToDate)
            return .success(Horizon(zoom, from: storeTime(now), of: table))
        } catch {
            return .failure(.init(store: name, error))
        }
    }
}
