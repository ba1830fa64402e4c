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
        var pager = try await worker.perform("listing sessions") { connection throws(MongoFailure) in
            try learnPlace(connection)
            return CollectionPager(place: place, request: request, total: try estimatedCount(connection))
        }
        var number = 0
        var start = LocalClock.monotonic()
        var answer = try await ask(worker, pager, number).get()
        while true {
            number += 1
            // While the pages of an answer are made the server works on the next one.
            let (asking, following) = (pager, answer.isLast || pager.isPolite ? nil : number)
            async let ahead = askAhead(worker, asking, following)
            deliver(try await page(of: answer, &pager, worker))
            if answer.isLast { break }
            if let next = await ahead {
                answer = try next.get()
                continue
            }
            // Work is then a quarter of all.
            try await rest(3 * (LocalClock.monotonic() - start))
            start = LocalClock.monotonic()
            answer = try await ask(worker, pager, number).get()
        }
    }

    /// Asks for the next answer of the listing that is under way on the worker's connection.
    private func ask(
        _ worker: MongoWorker, _ pager: CollectionPager, _ number: Int
    ) async -> Result<ListedAnswer, StoreError> {
        let place = place
        do throws(StoreError) {
            return .success(
                try await worker.perform("listing sessions") { connection throws(MongoFailure) in
                    if number == 0 {
                        connection.listing = try connection.documents(of: place, projection: pager.projection)
                    }
                    guard let cursor = connection.listing else { throw .lost("the connection was replaced") }
                    let bytes = try cursor.ask(pager.size(number), connection) { Array($0.bytes) }
                    return ListedAnswer(bytes: bytes, isLast: cursor.isAtEnd)
                })
        } catch {
            return .failure(error)
        }
    }

    /// The same, unless there is nothing to ask for.
    private func askAhead(
        _ worker: MongoWorker, _ pager: CollectionPager, _ number: Int?
    ) async -> Result<ListedAnswer, StoreError>? {
        guard let number else { return nil }
        return await ask(worker, pager, number)
    }

    private func page(
        of answer: ListedAnswer, _ pager: inout CollectionPager, _ worker: MongoWorker
    ) async throws(StoreError) -> RecordPage {
        var made: (page: RecordPage, left: [BSONValue])
        do throws(MongoFailure) {
            made = try pager.page(of: answer)
        } catch {
            throw error.inWords(while: "listing sessions", on: target)
        }
        if !made.left.isEmpty {
            let (asking, left) = (pager, made.left)
            let whole = try await worker.perform("listing sessions") { connection throws(MongoFailure) in
                var page = RecordPage()
                try asking.read(left, connection, try commands(connection), into: &page)
                return page
            }
            made.page.append(whole)
        }
        pager.note(&made.page, isLast: answer.isLast)
        return made.page
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
