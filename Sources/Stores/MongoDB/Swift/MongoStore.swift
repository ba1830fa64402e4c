internal import BSON
internal import CMongo
public import SessionModel
public import StoreKit
internal import StoreSockets

/// A store of sessions in a collection of documents.
///
/// Acts and reads share one client; a listing and a change feed have clients and threads of their own.
public struct MongoStore: SessionStore {
    let target: MongoTarget
    let isReadOnly: Bool
    let lifetime: Lifetime<MongoFailure>
    let worker: MongoWorker
    let memory: Memory
    let search: PlaceSearch

    /// The collection, and which of its fields are the session's: as long as it is empty, what is likeliest.
    var place: DocumentPlace { memory.place }

    /// Opens a store: connects, logs in, finds the collection.
    ///
    /// - Throws: `StoreError` when it can't be reached, or nothing tells where sessions would be.
    static func open(_ opening: StoreOpening) async throws(StoreError) -> MongoStore {
        let target: MongoTarget
        do throws(MongoFailure) {
            target = try MongoTarget(opening)
        } catch {
            let host = opening.address.hosts.first?.name ?? ""
            throw StoreError(
                .badAddress, while: "reading the address", on: "\(opening.address.scheme)://\(host)",
                detail: error.addressWords)
        }
        let lifetime = Lifetime<MongoFailure>()
        let worker = MongoWorker(target, lifetime: lifetime, label: "main")
        let layouts = opening.layouts.compactMap { layout in
            if case .documents(let documents) = layout { documents } else { nil }
        }
        do throws(StoreError) {
            try await worker.perform("connecting") { connection throws(MongoFailure) in
                do throws(MongoFailure) {
                    _ = try connection.facts()
                } catch {
                    throw target.atFirstContact(error)
                }
            }
        } catch {
            throw error.atFirstContact(with: "MongoDB")
        }
        let search = PlaceSearch(target: target, layouts: layouts)
        let found = try await worker.perform("connecting") { connection throws(MongoFailure) in
            try search.find(connection)
        }
        return MongoStore(
            target: target, isReadOnly: opening.isReadOnly, lifetime: lifetime, worker: worker, memory: Memory(found),
            search: search)
    }

    public var identity: StoreIdentity {
        StoreIdentity(engine: "MongoDB", address: target.address(place))
    }

    public var layouts: [Layout]? { memory.layouts?.map { .documents($0) } }

    public func close() async {
        lifetime.close()
        // A server that does not answer may be waited for until its time is over, but by nobody.
        Task { await worker.drop() }
    }

    /// The commands for a connection's server.
    func commands(_ connection: MongoConnection) throws(MongoFailure) -> Commands {
        try learnPlace(connection)
        if let known = memory.commands { return known }
        let commands = Commands(place: place, server: try connection.facts(), timeout: target.timeout)
        memory.commands = commands
        return commands
    }

    /// Looks whether there are documents by now that tell how sessions are kept, where there were none.
    func learnPlace(_ connection: MongoConnection) throws(MongoFailure) {
        guard !memory.isPlaceTold, let told = try search.tell(place, connection) else { return }
        memory.learn(told)
    }

    /// Runs an act, unless nothing may be changed.
    func act<T: Sendable>(
        _ action: String, _ body: @escaping @Sendable (MongoConnection, Commands) throws(MongoFailure) -> T
    ) async throws(StoreError) -> T {
        let isReadOnly = isReadOnly
        return try await worker.perform(action) { connection throws(MongoFailure) in
            if isReadOnly { throw .readOnly }
            return try body(connection, try commands(connection))
        }
    }
}

extension MongoFailure {
    /// What is wrong with an address, before there is anything to name.
    fileprivate var addressWords: String {
        if case .badAddress(let words) = self { words } else { "it makes no sense" }
    }
}
