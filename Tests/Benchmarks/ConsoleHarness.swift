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
    private let isBig: Bool
    private(set) var size: Size
    /// The listing that the console asked for.
    private(set) var listing: Ticket?

    /// Opens a console on a store with this many sessions.
    init(expecting count: Int, size: Size = Size(columns: 80, rows: 24)) {
        self.size = size
        isBig = count > 50_000
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
            if case .scan(let ticket, _, _) = effect { listing = ticket }
        }
    }

    private var now: Timestamp { Timestamp(milliseconds: Clock.milliseconds) }

    /// Takes in a page of the listing and draws nothing.
    mutating func take(_ page: RecordPage) {
        guard let listing else { return }
        _ = console.handle(.page(listing, page), at: now)
        _ = console.prepare(at: now)
    }

    /// Ends the listing.
    mutating func endListing() {
        guard let listing else { return }
        _ = console.handle(.scanEnded(listing, failure: nil), at: now)
        _ = console.prepare(at: now)
    }

    /// Fills the list with sample sessions, users known.
    mutating func fill(_ count: Int) -> [Double] {
        var times: [Double] = []
        for start in stride(from: 0, to: count, by: 2000) {
            let page = SamplePage.page(start..<min(count, start + 2000), now: now)
            guard let listing else { return times }
            times.append(Clock.time { _ = console.handle(.page(listing, page), at: now) })
        }
        endListing()
        answerReads(console.prepare(at: now))
        return times
    }

    /// Presses keys and brings the list up to date, as the loop does before it draws.
    mutating func press(_ keys: KeyPress...) {
        _ = console.handle(.keys(keys), at: now)
        answerReads(console.prepare(at: now))
    }

    /// Draws a frame.
    mutating func draw() -> CellGrid {
        var canvas = Canvas(size: size)
        _ = console.draw(on: &canvas, at: now)
        console.wasDrawn()
        return canvas.grid
    }

    /// Hands on what the feed told, and draws.
    mutating func hear(_ news: ChangeNews) {
        _ = console.handle(.news(news), at: now)
        _ = console.prepare(at: now)
        _ = draw()
    }

    /// Answers what the console wants to read, so that rows on screen have all their columns.
    private mutating func answerReads(_ effects: [Effect]) {
        for effect in effects {
            guard case .read(let keys) = effect else { continue }
            let sessions = keys.map { key in (key, SamplePage.session(key, context, now: now)) }
            _ = console.handle(.read(sessions), at: now)
        }
    }
}

/// Rows and sessions for a console that has no store.
enum SamplePage {
    /// A page of rows with deadlines and users.
    static func page(_ numbers: Range<Int>, now: Timestamp) -> RecordPage {
        var page = RecordPage()
        page.reserve(numbers.count)
        for number in numbers {
            let session = SampleSession(number)
            let deadline = now.milliseconds + Int64(session.secondsLeft) * 1000 + 600_000 + Int64(number % 1000)
            let key = Array((Fixtures.prefix + session.id).utf8)
            let user = Array("\(session.user)".utf8)
            key.withUnsafeBytes { key in
                user.withUnsafeBytes { page.append(key: key, facts: RowFacts(deadline: deadline, size: 280), user: $0) }
            }
        }
        return page
    }

    /// A session under a key, as a read brings it.
    static func session(_ key: SessionKey, _ context: FormatContext, now: Timestamp) -> Session? {
        let record = StoredRecord(
            key: key, content: .bytes(Array(SampleSession(7).payload.utf8)),
            expiry: .at(now.adding(milliseconds: 3_000_000)))
        return SessionFormat.tina4.read(record, context)
    }
}
