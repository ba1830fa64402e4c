internal import StoreKit
internal import StoreSockets

/// One client on a thread of its own; a client that lost its servers is replaced when it is next needed.
actor MongoWorker {
    nonisolated let target: MongoTarget
    private let lifetime: Lifetime<MongoFailure>
    private let executor: BlockingExecutor
    private var connection: MongoConnection?

    init(_ target: MongoTarget, lifetime: Lifetime<MongoFailure>, label: String) {
        self.target = target
        self.lifetime = lifetime
        executor = BlockingExecutor(label: "curfew.mongodb.\(label)")
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Works with the client. Cancelling the task, or closing the store, ends the wait at once.
    nonisolated func perform<T: Sendable>(
        _ action: String, _ body: @escaping @Sendable (MongoConnection) throws(MongoFailure) -> T
    ) async throws(StoreError) -> T {
        try await follow(action) { connection, _ throws(MongoFailure) in try body(connection) }
    }

    /// The same for work that goes on until nobody waits for it any more; `isOver` tells.
    nonisolated func follow<T: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (MongoConnection, _ isOver: @Sendable () -> Bool) throws(MongoFailure) -> T
    ) async throws(StoreError) -> T {
        let answer = Answer<T>()
        do throws(MongoFailure) {
            let number = try lifetime.note { answer.give(.failure(.closed)) }
            defer { lifetime.forget(number) }
            let outcome = await withTaskCancellationHandler {
                Task { await run(body, answer) }
                return await answer.wait()
            } onCancel: {
                answer.give(.failure(.cancelled))
            }
            return try outcome.get()
        } catch {
            throw error.inWords(while: action, on: target)
        }
    }

    /// Answers a queue, one after the other, until the last or until nobody waits any more.
    ///
    /// - Parameter next: Makes the answer of a number, from 0 on; nil behind the last.
    nonisolated func supply<T: Sendable>(
        _ queue: AnswerQueue<T>, _ next: @escaping @Sendable (MongoConnection, Int) throws(MongoFailure) -> T?
    ) {
        Task { await make(queue, next) }
    }

    private func make<T: Sendable>(
        _ queue: AnswerQueue<T>, _ next: @Sendable (MongoConnection, Int) throws(MongoFailure) -> T?
    ) async {
        var number = 0
        while await queue.isWanted() {
            do throws(MongoFailure) {
                guard let value = try next(try ready(), number) else { return }
                queue.give(value)
                number += 1
            } catch {
                if error.breaksConnection { connection = nil }
                return queue.end(error)
            }
        }
    }

    private func run<T: Sendable>(
        _ body: @Sendable (MongoConnection, _ isOver: @Sendable () -> Bool) throws(MongoFailure) -> T,
        _ answer: Answer<T>
    ) {
        guard !answer.isGiven else { return }
        do throws(MongoFailure) {
            let connection = try ready()
            answer.give(.success(try body(connection) { answer.isGiven }))
        } catch {
            if error.breaksConnection { connection = nil }
            answer.give(.failure(error))
        }
    }

    private func ready() throws(MongoFailure) -> MongoConnection {
        if let connection { return connection }
        let fresh = try MongoConnection(target)
        connection = fresh
        return fresh
    }

    /// Closes the connections.
    func drop() { connection = nil }
}
