internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// A store of sessions in memcached.
///
/// Commands go over one connection, one batch at a time, on the actor's own thread; a listing and a change feed have
/// connections and threads of their own. A connection that broke is replaced when it is next needed.
actor MemcachedStore: SessionStore {
    /// Where it is.
    let target: MemcachedTarget
    /// What is under way.
    let lifetime: Lifetime
    private let executor = BlockingExecutor(label: "curfew.memcached")
    private let waker: Waker
    private var connection: Connection?
    /// What the last look at the rights gave.
    var rights: MemcachedRights?

    private init(_ target: MemcachedTarget) throws(StoreError) {
        self.target = target
        lifetime = Lifetime()
        do throws(MemcachedFailure) {
            waker = try lifetime.waker()
        } catch {
            throw error.inWords(while: "connecting", on: target)
        }
    }

    /// Opens a store: connects and makes sure what it is.
    static func open(_ opening: StoreOpening) async throws(StoreError) -> MemcachedStore {
        let store = try MemcachedStore(MemcachedTarget(opening))
        do throws(StoreError) {
            try await store.perform("connecting") { _ throws(MemcachedFailure) in }
        } catch {
            throw error.atFirstContact(with: "memcached")
        }
        return store
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    nonisolated var identity: StoreIdentity { StoreIdentity(engine: "Memcached", address: target.label) }

    nonisolated func close() async {
        lifetime.close()
        await drop()
    }

    func evictions() async throws(StoreError) -> Int? {
        try await perform("asking what was evicted") { connection throws(MemcachedFailure) -> Int? in
            connection.add("stats\r\n")
            try connection.flush()
            guard let count = try connection.stats()["evictions"].flatMap({ Int($0) }) else {
                throw .garbled("its stats do not tell how many items were evicted")
            }
            return count
        }
    }

    /// Runs a batch or several on the connection. Cancelling the task ends it at once, at the cost of the connection.
    func perform<T>(
        _ action: String, _ body: (Connection) throws(MemcachedFailure) -> T
    ) async throws(StoreError) -> T {
        do throws(MemcachedFailure) {
            return try await waker.guarding { () throws(MemcachedFailure) in try attempt(body) }
        } catch {
            throw error.inWords(while: action, on: target)
        }
    }

    private func attempt<T>(_ body: (Connection) throws(MemcachedFailure) -> T) throws(MemcachedFailure) -> T {
        do throws(MemcachedFailure) {
            return try body(try ready())
        } catch {
            if !error.leavesConnectionUsable { connection = nil }
            throw error
        }
    }

    private func ready() throws(MemcachedFailure) -> Connection {
        if let connection, !connection.socket.isDisturbed {
            connection.forgetRequests()
            return connection
        }
        connection = nil
        let fresh = try Connection.open(target, waker: waker)
        connection = fresh
        return fresh
    }

    /// Drops the connection.
    func drop() { connection = nil }
}
