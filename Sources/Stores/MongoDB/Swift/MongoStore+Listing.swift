internal import BSON
internal import CMongo
public import SessionModel
public import StoreKit
internal import StoreSockets

extension MongoStore {
    public func scan(
        _ request: ScanRequest, deliver: @escaping @Sendable (RecordPage) -> Void
    ) async throws(StoreError) {
        let worker = MongoWorker(target, lifetime: lifetime, label: "listing")
        defer { Task { await worker.drop() } }
        var pager = try await worker.perform(Self.listing) { connection throws(MongoFailure) in
            try learnPlace(connection)
            return CollectionPager(place: place, request: request, total: try estimatedCount(connection))
        }
        // At full pace the server works on the next answer while the page of this one is made.
        let answers = AnswerQueue<ListedAnswer>(wanted: pager.isPolite ? 1 : 2)
        defer { answers.end(.cancelled) }
        let number = try noted(answers)
        defer { lifetime.forget(number) }
        var start = LocalClock.monotonic()
        supply(answers, worker, pager)
        while true {
            let answer = try await next(of: answers)
            if !pager.isPolite { answers.ask() }
            deliver(try await page(of: answer, &pager, worker))
            if answer.isLast { return }
            guard pager.isPolite else { continue }
            // Work is then a quarter of all.
            try await rest(3 * (LocalClock.monotonic() - start))
            start = LocalClock.monotonic()
            answers.ask()
        }
    }

    private static var listing: String { "listing sessions" }

    /// Notes how closing the store ends the waiting for answers.
    private func noted(_ answers: AnswerQueue<ListedAnswer>) throws(StoreError) -> Int {
        do throws(MongoFailure) {
            return try lifetime.note { answers.end(.closed) }
        } catch {
            throw error.inWords(while: Self.listing, on: target)
        }
    }

    /// Has the worker ask for all that is wanted of a listing.
    private func supply(_ answers: AnswerQueue<ListedAnswer>, _ worker: MongoWorker, _ pager: CollectionPager) {
        let place = place
        worker.supply(answers) { connection, number throws(MongoFailure) in
            if number == 0 {
                connection.listing = try connection.documents(of: place, projection: pager.projection)
            }
            guard let cursor = connection.listing else { throw .lost("the connection was replaced") }
            if cursor.isAtEnd { return nil }
            let reply = try cursor.ask(pager.size(number), connection)
            return ListedAnswer(reply: reply, isLast: cursor.isAtEnd)
        }
    }

    private func next(of answers: AnswerQueue<ListedAnswer>) async throws(StoreError) -> ListedAnswer {
        do throws(MongoFailure) {
            return try await answers.take()
        } catch {
            throw error.inWords(while: Self.listing, on: target)
        }
    }

    private func page(
        of answer: ListedAnswer, _ pager: inout CollectionPager, _ worker: MongoWorker
    ) async throws(StoreError) -> RecordPage {
        var made: (page: RecordPage, left: [BSONValue])
        do throws(MongoFailure) {
            made = try pager.page(of: answer)
        } catch {
            throw error.inWords(while: Self.listing, on: target)
        }
        if !made.left.isEmpty {
            let (asking, left) = (pager, made.left)
            let whole = try await worker.perform(Self.listing) { connection throws(MongoFailure) in
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
