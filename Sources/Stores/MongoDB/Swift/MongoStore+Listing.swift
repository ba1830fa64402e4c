internal import BSON
internal import CMongo
public import SessionModel
public import StoreKit

extension MongoStore {
    public func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        let worker = MongoWorker(target, lifetime: lifetime, label: "listing")
        defer { Task { await worker.drop() } }
        let count = try await worker.perform("listing sessions") { connection throws(MongoFailure) in
            try estimatedCount(connection)
        }
        var pager = CollectionPager(place: place, request: request, total: count)
        while !pager.isDone {
            let start = LocalClock.monotonic()
            let (page, next) = try await worker.perform("listing sessions") { [pager] connection throws(MongoFailure) in
                var pager = pager
                return (try pager.next(connection, try commands(connection)), pager)
            }
            pager = next
            deliver(page)
            // Work is then a quarter of all.
            if pager.isPolite, !pager.isDone { try await rest(3 * (LocalClock.monotonic() - start)) }
        }
    }

    /// Sleeps for some nanoseconds; ends at once when the task is cancelled or the store closed.
    func rest(_ nanoseconds: Int64) async throws(StoreError) {
        let answer = Answer<Void>()
        do throws(MongoFailure) {
            let number = try lifetime.note { answer.give(.failure(.closed)) }
            defer { lifetime.forget(number) }
            let sleep = Task {
                try? await Task.sleep(nanoseconds: UInt64(max(0, nanoseconds)))
                answer.give(.success(()))
            }
            defer { sleep.cancel() }
            try await withTaskCancellationHandler {
                await answer.wait()
            } onCancel: {
                answer.give(.failure(.cancelled))
            }.get()
        } catch {
            throw error.inWords(while: "waiting", on: target)
        }
    }

    /// How many documents there are, as the server's own notes have it; nil where it won't say.
    func estimatedCount(_ connection: MongoConnection) throws(MongoFailure) -> Int? {
        do throws(MongoFailure) {
            return try connection.run(["count": .string(place.collection)], on: place.database, cmongo_read)["n"]?
                .integer.map(Int.init)
        } catch {
            if error.breaksConnection { throw error }
            return nil
        }
    }
}
