import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport

/// Several desks in one house: stores in memory, one journal, one clock.
struct House: Sendable {
    let rooms: [String: Room]
    let names: [String]
    let directory: TemporaryDirectory
    let journal: Journal

    /// One store of the house.
    struct Room: Sendable {
        let memory: Memory
        let store: MemoryStore
        let target: OpenStore
        let operations: Operations

        /// Puts a session into the store.
        func add(_ id: String, _ text: String, lifetime: Int64? = 3_600_000) {
            memory.put(SessionKey("tina4:session:" + id), text, lifetime: lifetime)
        }

        /// The ids that are there, without their filling.
        var ids: [String] { memory.keys.map { String($0.text.dropFirst("tina4:session:".utf8.count)) } }
    }

    init(_ names: String..., production: Set<String> = [], readOnly: Set<String> = []) throws {
        directory = try TemporaryDirectory()
        journal = Journal(directory: directory.file("state"))
        self.names = names
        var rooms: [String: Room] = [:]
        for name in names {
            let memory = Memory()
            let store = MemoryStore(memory)
            let target = OpenStore(
                name: name, store: store, formats: [.tina4],
                context: FormatContext(layouts: [.keyValue(KeyValueLayout(prefix: "tina4:session:"))]),
                isProduction: production.contains(name), isReadOnly: readOnly.contains(name))
            rooms[name] = Room(
                memory: memory, store: store, target: target,
                operations: Operations(on: target, journal: journal, person: Desk.person) { memory.now })
        }
        self.rooms = rooms
    }

    /// A store of the house.
    subscript(_ name: String) -> Room {
        guard let room = rooms[name] else { preconditionFailure("The house has no store \(name).") }
        return room
    }

    private var inOrder: [Room] { names.map { self[$0] } }

    /// All stores, open at once.
    var open: OpenStores { OpenStores(inOrder.map(\.target)) }

    /// The time in the house.
    var now: @Sendable () -> Timestamp {
        let memory = self[names[0]].memory
        return { memory.now }
    }

    /// Everybody in the house.
    func directory(uncovered: [OpenStores.Uncovered] = []) async -> UserDirectory {
        await UserDirectory.read(OpenStores(inOrder.map(\.target), uncovered: uncovered), now: now())
    }

    /// What a logout would end.
    func plan(_ request: LogoutRequest) async throws -> LogoutPlan {
        try await LogoutPlanner(open, journal: journal, now: now).plan(request)
    }

    /// The logout of a plan.
    func logout(
        _ plan: LogoutPlan, reason: String? = "ticket 12", sparing: RestoredSessions = RestoredSessions()
    ) -> Logout {
        Logout(plan, on: inOrder.map(\.operations), reason: reason, sparing: sparing, now: now)
    }

    /// A logout that stands.
    func standing(_ plan: LogoutPlan, sparing: RestoredSessions = RestoredSessions()) -> StandingLogout {
        StandingLogout(plan, on: inOrder.map(\.operations), reason: "ticket 12", sparing: sparing, now: now)
    }
}

/// A store's error, as when its plug is pulled.
let unplugged = StoreError(.lost, while: "ending sessions", on: "memory", detail: "connection closed")
