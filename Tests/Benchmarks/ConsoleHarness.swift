internal import Console
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// The console as its loop drives it, without a terminal: events in, frames out.
struct ConsoleHarness {
    private(set) var console = Console(themeNames: ["default"], themeName: "default")
    private let context: FormatContext
    private(set) var size: Size
    /// The listing that the console asked for.
    private(set) var listing: Ticket?

    /// Opens a console on a store with this many sessions.
    init(expecting count: Int, size: Size = Size(columns: 80, rows: 24)) {
        self.size = size
        let format = SessionFormat.tina4
        context = FormatContext(layouts: format.layouts)
        _ = console.handle(.resized(size), at: now)
        let examination = StoreExamination(
            version: "Redis 7.0.15", abilities: .all, feed: .push("tracking"), roundTrip: 0.1, estimatedCount: count)
        _ = console.handle(
            .opened(
                StoreFacts(
                    name: "benchmark", engine: "Redis 7.0.15", examination: examination, layouts: format.layouts,
                    lifetime: 3_600_000, isProduction: false, isReadOnly: false, secrets: SecretRule(), chosenBy: nil,
                    listsContent: true)),
            at: now)
        for effect in console.handle(.news(.connected(.push("tracking"))), at: now) {
            if case .scan(let ticket, _, _, _) = effect { listing = ticket }
        }
    }

    private var now: Timestamp { Timestamp(milliseconds: Clock.milliseconds) }

    /// Takes in a page of the listing and draws nothing.
    mutating func take(_ page: RecordPage) {
        guard let listing else { return }
        _ = console.handle(.page(listing, page), at: now)
        console.prepare(at: now)
    }

    /// Ends the listing.
    mutating func endListing() {
        guard let listing else { return }
        _ = console.handle(.scanEnded(listing, failure: nil), at: now)
        console.prepare(at: now)
    }

    /// Fills the list with sample sessions, users known.
    mutating func fill(_ count: Int) -> [Double] {
        var times: [Double] = []
        for start in stride(from: 0, to: count, by: 2000) {
            let page = SamplePage.page(start..<min(count, start + 2000))
            guard let listing else { return times }
            times.append(Clock.work { _ = console.handle(.page(listing, page), at: now) })
        }
        endListing()
        console.prepare(at: now)
        answerReads(console.wasDrawn())
        return times
    }

    /// Presses a key and draws what it changes over the frame before, as the loop does.
    mutating func press(_ key: KeyPress, over frame: inout CellGrid) {
        _ = console.handle(.keys([key]), at: now)
        console.prepare(at: now, isForKey: true, over: size)
        guard console.isStep else {
            frame = draw()
            return
        }
        var canvas = Canvas(grid: frame)
        // The canvas alone has the frame, so that it is changed in place.
        frame = CellGrid(Size(columns: 0, rows: 0))
        _ = console.drawStep(on: &canvas)
        _ = console.wasDrawn()
        frame = canvas.grid
    }

    /// Presses keys and brings the list up to date, as the loop does before it draws.
    mutating func press(_ keys: KeyPress...) {
        _ = console.handle(.keys(keys), at: now)
        console.prepare(at: now)
        answerReads(console.wasDrawn())
    }

    /// Draws a frame.
    mutating func draw() -> CellGrid {
        var canvas = Canvas(size: size)
        _ = console.draw(on: &canvas, at: now)
        _ = console.wasDrawn()
        return canvas.grid
    }

    /// Hands on what the feed told, and draws.
    mutating func hear(_ news: ChangeNews) {
        _ = console.handle(.news(news), at: now)
        console.prepare(at: now)
        _ = draw()
    }

    /// Answers what the console wants to read, so that rows on screen have all their columns.
    private mutating func answerReads(_ effects: [Effect]) {
        for effect in effects {
            guard case .read(let keys) = effect else { continue }
            let sessions = keys.map { key in (key, SamplePage.session(key, context)) }
            _ = console.handle(.read(sessions), at: now)
        }
    }
}

/// Rows and sessions for a console that has no store. What a session holds follows from its key, so that a read tells
/// what the listing told.
enum SamplePage {
    private static let start = Clock.milliseconds + 600_000

    /// A page of rows with deadlines and users.
    static func page(_ numbers: Range<Int>) -> RecordPage {
        var page = RecordPage()
        page.reserve(numbers.count)
        for number in numbers {
            let key = Array((Fixtures.prefix + SampleSession(number).id).utf8)
            let facts = RowFacts(deadline: deadline(key), size: 280)
            let user = Array("\(user(key))".utf8)
            key.withUnsafeBytes { key in
                user.withUnsafeBytes { page.append(key: key, facts: facts, user: $0) }
            }
        }
        return page
    }

    /// The session under a key, as a read brings it.
    static func session(_ key: SessionKey, _ context: FormatContext) -> Session? {
        let payload = SampleSession(7).payload.dropFirst("{\"user_id\":".count).drop { $0 != "," }
        let record = StoredRecord(
            key: key, content: .bytes(Array("{\"user_id\": \(user(key.bytes))\(payload)".utf8)),
            expiry: .at(Timestamp(milliseconds: deadline(key.bytes))))
        return SessionFormat.tina4.read(record, context)
    }

    private static func deadline(_ key: [UInt8]) -> Int64 { start + Int64(hash(key) % 3_600_000) }

    private static func user(_ key: [UInt8]) -> UInt64 { hash(key) % 1_000_003 }

    private static func hash(_ key: [UInt8]) -> UInt64 {
        key.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
