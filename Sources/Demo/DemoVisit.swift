internal import SessionModel

/// A visitor's session.
struct DemoVisit: Hashable, Sendable {
    /// The language whose Tina4 keeps it.
    enum Writer: CaseIterable, Hashable, Sendable {
        case python, node, php, ruby
    }

    /// Which language keeps it.
    let writer: Writer
    /// How long it lives after a request, in milliseconds.
    let lifetime: Int64
    /// Its id.
    private(set) var id: String
    /// Who it is; nil for a visitor who has not logged in.
    private(set) var person: DemoPerson?
    /// What is in the cart.
    private(set) var cart: [DemoGoods] = []
    /// When it began.
    private(set) var began: Timestamp
    /// The last request.
    var lastRequest: Timestamp
    /// A message that the next page shows.
    var flash: String?
    private(set) var page = "/"
    private let token: String
    private let address: String
    private let locale: String

    private static let lifetimes: [Int64] = [
        25_000, 45_000, 90_000, 300_000, 900_000, 1_800_000, 3_600_000, 86_400_000,
    ]
    private static let pages = ["/", "/sale", "/books", "/lamps", "/account", "/cart", "/checkout", "/help"]

    /// A visitor who has just arrived.
    init(at now: Timestamp, random: inout some RandomNumberGenerator) {
        writer = Writer.allCases.randomElement(using: &random) ?? .python
        lifetime = Self.lifetimes.randomElement(using: &random) ?? 900_000
        token = DemoText.hexadecimal(bytes: 16, &random)
        address = "203.0.113.\(Int.random(in: 1...254, using: &random))"
        locale = ["en", "de", "fr", "es", "ja", "pt-BR"].randomElement(using: &random) ?? "en"
        began = now
        lastRequest = now
        id = Self.mint(writer, &random)
    }

    private static func mint(_ writer: Writer, _ random: inout some RandomNumberGenerator) -> String {
        switch writer {
        case .python: DemoText.base64URL(bytes: 32, &random)
        case .ruby: DemoText.hexadecimal(bytes: 32, &random)
        case .node, .php: DemoText.hexadecimal(bytes: 16, &random)
        }
    }

    /// When it ends.
    var deadline: Timestamp { lastRequest.adding(milliseconds: lifetime) }

    /// Whether its time is up.
    func isDead(at now: Timestamp) -> Bool { deadline <= now }

    /// Looks at a page, and now and then puts something into the cart or takes it out.
    mutating func browse(at now: Timestamp, random: inout some RandomNumberGenerator) {
        page = Self.pages.randomElement(using: &random) ?? "/"
        flash = nil
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3: cart.append(DemoGoods.all.randomElement(using: &random) ?? DemoGoods.all[0])
        case 3 where !cart.isEmpty: cart.removeFirst()
        default: break
        }
        if cart.count > 5 { cart.removeAll() }
    }

    /// Logs in as somebody.
    mutating func logIn(random: inout some RandomNumberGenerator) {
        person = DemoPerson.all.randomElement(using: &random)
        flash = person.map { "Welcome back, \($0.name)" }
    }

    /// Puts the visit into the past: the last request was so many milliseconds ago.
    mutating func age(by milliseconds: Int64, random: inout some RandomNumberGenerator) {
        lastRequest = lastRequest.adding(milliseconds: -milliseconds)
        began = lastRequest.adding(milliseconds: -Int64.random(in: 0..<2_400_000, using: &random))
    }

    /// Gets another id.
    mutating func takeFreshID(random: inout some RandomNumberGenerator) { id = Self.mint(writer, &random) }

    /// The payload's members, in order, each value as JSON.
    var members: [(key: String, value: DemoValue)] {
        var members: [(key: String, value: DemoValue)] = []
        if let person {
            members += [
                ("user_id", .text(person.email)), ("name", .text(person.name)), ("role", .text(person.role)),
            ]
        }
        members += [
            ("csrf_token", .text(token)), ("ip", .text(address)), ("locale", .text(locale)), ("page", .text(page)),
            ("cart", .array(cart.map(\.value))),
        ]
        if let flash { members.append(("_flash_notice", .text(flash))) }
        return members
    }
}
