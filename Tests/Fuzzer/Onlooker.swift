internal import Console
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// Takes what the decoders read one step further, as a person at the console does: lists, sorts and draws it, filters it
/// by the time that is left, looks into one session, and sees them all end.
struct Onlooker {
    /// How many sessions are looked at together: a console for each would take most of the time.
    private static let crowd = 200
    private static let now = Timestamp(milliseconds: 1_795_269_727_000)

    private var crowd: [Session] = []

    /// Takes a session in, and looks when there are enough.
    mutating func see(_ session: Session) {
        var session = session
        session.record.key = SessionKey("onlooker:\(crowd.count)")
        crowd.append(session)
        if crowd.count == Self.crowd { look() }
    }

    /// Looks at those that were not looked at yet.
    mutating func look() {
        defer { crowd.removeAll(keepingCapacity: true) }
        var view = View(crowd, at: Self.now)
        view.open()
        view.press([.down] + "/ttl<5m".map(KeyPress.character) + [.enter])
        view.press([.escape, .enter])
        view.seeEnd()
    }
}

/// A console with no terminal, on a store that holds some sessions.
private struct View {
    private var console = Console(themeNames: ["default"], themeName: "default")
    private var sessions: [SessionKey: Session] = [:]
    private let page: RecordPage
    private let now: Timestamp

    /// High enough for all rows.
    private static let size = Size(columns: 160, rows: 230)

    init(_ crowd: [Session], at now: Timestamp) {
        self.now = now
        var page = RecordPage()
        for session in crowd {
            sessions[session.key] = session
            session.key.bytes.withUnsafeBytes { key in
                page.append(
                    key: key, session, size: session.record.size, expiry: RowFacts.unknown,
                    modified: RowFacts.unknown)
            }
        }
        self.page = page
    }

    mutating func open() {
        let examination = StoreExamination(version: "1", abilities: .all, feed: .push("a feed"))
        let layouts: [Layout] = [.keyValue(KeyValueLayout(prefix: "onlooker:"))]
        let facts = StoreFacts(
            name: "onlooker", engine: "none", examination: examination, layouts: layouts, lifetime: 3_600_000,
            isProduction: false, isReadOnly: false, secrets: SecretRule(), chosenBy: nil, listsContent: true)
        happen([.resized(Self.size), .opened(facts), .news(.connected(.push("a feed")))])
    }

    mutating func press(_ keys: [KeyPress]) { happen(keys.map { .keys([$0]) }) }

    mutating func seeEnd() { happen([.news(.observed(sessions.keys.map { Observation(key: $0) }))]) }

    /// Hands events over, answers what the console asks of its store, and draws.
    private mutating func happen(_ events: [ConsoleEvent]) {
        var events = events
        // What is asked again and again is not answered for ever.
        for _ in 0..<4 where !events.isEmpty {
            var effects: [Effect] = []
            for event in events { effects += console.handle(event, at: now) }
            console.prepare(at: now)
            var canvas = Canvas(size: Self.size)
            _ = console.draw(on: &canvas, at: now)
            events = (effects + console.wasDrawn()).flatMap(answers)
        }
    }

    private func answers(_ effect: Effect) -> [ConsoleEvent] {
        switch effect {
        case .scan(let ticket, _, _, _): [.page(ticket, page), .scanEnded(ticket, failure: nil)]
        case .read(let keys): [.read(keys.map { ($0, sessions[$0]) })]
        case .inspect(let key): [.inspected(key, sessions[key])]
        case .look(let keys): [.looked(keys.map { Observation(key: $0, session: sessions[$0]) })]
        default: []
        }
    }
}
