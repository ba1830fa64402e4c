internal import SessionModel
internal import StoreKit
internal import StoreSockets
internal import Synchronization

/// A store of sessions in Redis or Valkey.
///
/// Commands go over one connection, one batch at a time, on the actor's own thread; a listing and a change feed have
/// connections and threads of their own. A connection that broke is replaced when it is next needed.
actor RedisStore: StepwiseStore {
    private let place: Mutex<RedisTarget>
    /// What is under way.
    let lifetime: Lifetime
    /// The keys that are there and may not be read, as far as they were listed.
    let forbidden = ForbiddenKeys()
    private let executor = BlockingExecutor(label: "curfew.redis")
    private let waker: Waker
    private let engine: Mutex<String>
    private var connection: Connection?
    private let fixedCapabilities: RedisCapabilities?
    /// What may be used of the server.
    var capabilities: RedisCapabilities
    /// What the last look at the rights gave.
    var rights: RedisRights?

    /// Creates a store that is not connected yet; `capabilities` stand for what the server's version would tell.
    init(_ target: RedisTarget, capabilities: RedisCapabilities? = nil) throws(StoreError) {
        place = Mutex(target)
        fixedCapabilities = capabilities
        self.capabilities = capabilities ?? RedisCapabilities(level: 0)
        engine = Mutex(target.engine)
        lifetime = Lifetime()
        do throws(RedisFailure) {
            waker = try lifetime.waker()
        } catch {
            throw error.inWords(while: "connecting", on: target)
        }
    }

    /// Opens a store: connects and logs in.
    static func open(
        _ opening: StoreOpening, capabilities: RedisCapabilities? = nil
    ) async throws(StoreError) -> RedisStore {
        let store = try RedisStore(RedisTarget(opening), capabilities: capabilities)
        do throws(StoreError) {
            try await store.perform("connecting") { _ throws(RedisFailure) in }
        } catch {
            throw error.atFirstContact(with: store.target.engine)
        }
        return store
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    nonisolated var identity: StoreIdentity {
        StoreIdentity(engine: engine.withLock { $0 }, address: target.label)
    }

    /// Where it is, and which of its keys are sessions.
    nonisolated var target: RedisTarget { place.withLock { $0 } }

    func narrow(to layouts: [Layout]) async -> Bool {
        guard let claims = KeyClaims(layouts, prefix: target.prefix) else { return false }
        place.withLock { $0.claims = claims }
        // What may be done was found out with a key like those of sessions.
        rights = nil
        return true
    }

    nonisolated func close() async {
        lifetime.close()
        await drop()
    }

    /// Runs a batch or several on the connection. Cancelling the task ends it at once, at the cost of the connection.
    func perform<T>(
        _ action: String, _ body: (Connection) throws(RedisFailure) -> T
    ) async throws(StoreError) -> T {
        do throws(RedisFailure) {
            return try await perform(body)
        } catch {
            throw error.inWords(while: action, on: target)
        }
    }

    /// The same, before it is put in words.
    func perform<T>(_ body: (Connection) throws(RedisFailure) -> T) async throws(RedisFailure) -> T {
        try await waker.guarding { () throws(RedisFailure) in try attempt(body) }
    }

    private func attempt<T>(_ body: (Connection) throws(RedisFailure) -> T) throws(RedisFailure) -> T {
        do throws(RedisFailure) {
            return try tolerating(body)
        } catch {
            if !error.leavesConnectionUsable { connection = nil }
            throw error
        }
    }

    /// Runs a batch; where the server turns out not to tell moments, or not to this user, once more without them.
    /// A batch that is refused so has changed nothing.
    private func tolerating<T>(_ body: (Connection) throws(RedisFailure) -> T) throws(RedisFailure) -> T {
        do throws(RedisFailure) {
            return try body(try ready())
        } catch .refused(let refusal) where capabilities.hasExpireTime && refusal.denies(.expireTime) {
            capabilities.hasExpireTime = false
            return try body(try ready())
        }
    }

    private func ready() throws(RedisFailure) -> Connection {
        if let connection, !connection.stream.isDisturbed {
            connection.requests.removeAll()
            return connection
        }
        connection = nil
        let fresh = try Connection.open(target, waker: waker)
        if let name = fresh.facts.engine { engine.withLock { $0 = name } }
        if fixedCapabilities == nil, !fresh.facts.isSameServer(as: facts) {
            capabilities = RedisCapabilities(level: fresh.facts.level)
        }
        facts = fresh.facts
        connection = fresh
        return fresh
    }

    /// What the server said of itself at the last connect.
    private(set) var facts = ServerFacts()

    private func drop() { connection = nil }
}
