internal import TestSupport

/// Sessions as a shop has them: an id of 43 characters, a payload of about 280 bytes. The same in every run.
struct SampleSession {
    let id: String
    /// Between one second and an hour.
    let secondsLeft: Int
    let user: Int
    let payload: String

    private static let first = [
        "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "olivia",
    ]
    private static let last = [
        "smith", "jones", "rossi", "silva", "kim", "nguyen", "patel", "cohen", "tanaka", "novak",
    ]
    private static let roles = ["customer", "customer", "customer", "customer", "editor", "support", "admin"]
    private static let things = ["TSH-001-M", "MUG-WHT-11", "BK-9781", "CAP-77-BLK", "SOCK-3PK", "USB-C-2M", "LMP-E27"]
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// A session that follows from its number.
    init(_ number: Int) {
        var random = RepeatableRandom(seed: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ 4242)
        var digits = (0..<42).map { _ in Self.alphabet[Int(random.next() & 63)] }
        digits.append(Self.alphabet[Int(random.next() & 60)])
        id = String(decoding: digits, as: UTF8.self)
        secondsLeft = random.number(in: 1...3600)
        user = random.number(in: 1...1_000_000)
        let cart = (0..<random.pick([0, 1, 1, 2, 2, 3])).map { _ in
            "{\"sku\": \"\(random.pick(Self.things))\", \"qty\": \(random.number(in: 1...4)), \"price\": \(random.number(in: 1...9999))}"
        }
        let token = String(random.next(), radix: 16) + String(random.next(), radix: 16)
        payload =
            "{\"user_id\": \(user), \"user_name\": \"\(random.pick(Self.first)).\(random.pick(Self.last))\(user % 997)\","
            + " \"role\": \"\(random.pick(Self.roles))\", \"csrf_token\": \"\(token)\","
            + " \"ip\": \"10.\(user & 255).\(user >> 8 & 255).\(user % 254 + 1)\", \"last_seen\": 1763690000,"
            + " \"locale\": \"de-DE\", \"cart\": [\(cart.joined(separator: ", "))], \"flash\": null}"
    }
}
