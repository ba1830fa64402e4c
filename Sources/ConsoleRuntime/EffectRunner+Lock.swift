internal import Console
internal import Operations
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// Opening read-only profiles for writing, and locking them again.
///
/// What is read and followed goes on over the connections that were opened read-only; the acts get a store of their own,
/// which is closed again: nothing can be written over anything that is left then.
extension EffectRunner {
    func unlock(_ place: Int, milliseconds: Int64, reason: String) async {
        let open = stores
        guard open.members.indices.contains(place), let unlock = open.members[place].unlock,
            open.members[place].writing == nil
        else { return }
        do throws(StoreError) {
            var target = try await unlock()
            let until = opening.now().adding(milliseconds: milliseconds)
            target.writableUntil = until
            let desk = self.desk(on: target, beside: open.members[place].reading.beside)
            if let failure = await desk.noteUnlock(milliseconds: milliseconds, reason: reason), target.isProduction {
                await target.store.close()
                return post(.message(.error, "It stays read-only, since production does nothing unwritten: \(failure)"))
            }
            let examination = try? await target.store.examine()
            let lock = Task {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                if !Task.isCancelled { await self.lock(place, isByOperator: false) }
            }
            let isLate = state.withLock { state in
                guard !state.isClosed, state.open.members[place].writing == nil else { return true }
                state.open.write(to: place, with: desk)
                state.locks[place] = lock
                return false
            }
            if isLate {
                lock.cancel()
                return await target.store.close()
            }
            post(.unlocked(store: place, until: until, examination))
        } catch {
            post(.message(.error, "It stays read-only: \(error.description)"))
        }
    }

    func lock(_ place: Int, isByOperator: Bool) async {
        let (desk, lock, act, endings, standing) = state.withLock { state in
            let desk = state.open.members.indices.contains(place) ? state.open.members[place].writing : nil
            // From here on no act begins; one that has begun stops after the batch it is at.
            let act = state.actPlaces.contains(place) ? state.act : nil
            if desk != nil {
                state.open.write(to: place, with: nil)
                if act != nil { state.stop.raise() }
            }
            let endings = state.endings.values.filter { $0.stops[place] != nil }
            for ending in endings { ending.stops[place]?.raise() }
            // What stands on this store has to end; what stands on others alone goes on.
            let standing = state.standing.values.filter { $0.places.contains(place) }.map(\.task)
            return (desk, state.locks.removeValue(forKey: place), act, endings.map(\.task), standing)
        }
        guard let desk else { return }
        if isByOperator { lock?.cancel() }
        let name = desk.target.name
        post(
            .locked(
                store: place,
                isByOperator ? "\(name) is read-only again." : "\(name) is read-only again: its time was up."))
        for task in standing { task.cancel() }
        if let warning = await desk.noteLock(isByOperator: isByOperator) { post(.message(.warning, warning)) }
        await act?.value
        for ending in endings { _ = await ending.value }
        await desk.target.store.close()
    }
}
