import Operations
import SessionFormats
import SessionModel
import StoreKit

/// A store in memory that is watched, the lives of its sessions noted as they go on.
struct Film {
    let desk: Desk
    let follower: ChangeFollower
    var interpreter = ChangeInterpreter()
    var table: SessionTable
    var lives = SessionLives()

    init() throws {
        desk = try Desk()
        follower = ChangeFollower(desk.target)
        table = SessionTable(layouts: desk.target.context.layouts)
    }

    /// Looks at these sessions, as a feed would have it, and takes what happened into their lives.
    @discardableResult
    mutating func look(
        _ ids: String..., source: SessionEvent.Source = .push, blindSince: Timestamp? = nil,
        _ change: (inout Observation) -> Void = { _ in }
    ) async throws -> [SessionEvent] {
        let now = desk.memory.now
        var events: [SessionEvent] = []
        var observations: [Observation] = []
        try await follower.look(again: ids.map(desk.key)) { observations = $0 }
        for var observation in observations {
            change(&observation)
            let event = interpreter.interpret(
                observation, source: source, table: &table, at: now, storeTime: now, blindSince: blindSince)
            guard let event else { continue }
            lives.note(event, payload: observation.session?.payload?.source, before: observation.before)
            events.append(event)
        }
        return events
    }

    func put(_ id: String, _ text: String, lifetime: Int64? = 3_600_000) {
        desk.memory.put(desk.key(id), text, lifetime: lifetime)
    }

    func remove(_ id: String) { desk.memory.remove(desk.key(id)) }

    func life(_ id: String) -> [String] { lives.life(of: desk.key(id))?.moments.map(\.headline) ?? [] }
}
