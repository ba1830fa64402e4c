import Configuration
import SessionModel
import StoreKit
import Testing

@Suite struct `Addresses as URLs` {
    @Test(arguments: 0..<500)
    func `parse back to the same address`(seed: Int) throws {
        var maker = AddressMaker(seed: UInt64(seed))
        let address = maker.address()

        let parsed = try parser.parse(address.url)

        #expect(parsed == address, "\(address.url)")
    }

    @Test(arguments: 0..<500)
    func `of any text that parses parse back too, and no text stops the parser`(seed: Int) throws {
        var maker = AddressMaker(seed: UInt64(seed))
        let text =
            ["redis://", "file:", "redis+unix:", "node:", "postgresql://", ""][seed % 6] + maker.word(atLeast: 0)

        guard let address = try? parser.parse(text) else { return }

        #expect(try parser.parse(address.url) == address, "\(text)")
    }

    @Test(arguments: [
        ("redis://ann:pw@h:1/2?prefix=a:", "redis://ann:********@h:1/2?prefix=a:"),
        ("redis://:@h", "redis://:********@h"),
        ("redis://hunter2@h", "redis://********@h"), ("postgresql://ann@h", "postgresql://ann@h"),
        ("mongodb://h/app?tlsCertificateKeyFilePassword=x", "mongodb://h/app?tlsCertificateKeyFilePassword=********"),
        (
            "mongodb://h/app?authMechanismProperties=AWS_SESSION_TOKEN:x",
            "mongodb://h/app?authMechanismProperties=********"
        ),
        ("mongodb://h/app?AUTHMECHANISMPROPERTIES=a:b", "mongodb://h/app?AUTHMECHANISMPROPERTIES=********"),
        ("mongodb://h/app?authMechanism=MONGODB-AWS", "mongodb://h/app?authMechanism=MONGODB-AWS"),
        ("mongodb://h/app?apiKey=x&appName=y", "mongodb://h/app?apiKey=********&appName=y"),
        ("rediss://h?key=/etc/key.pem", "rediss://h?key=/etc/key.pem"),
        ("redis+unix://ann:pw@/run/r.sock", "redis+unix://ann:********@/run/r.sock"),
        ("data/sessions", "file:data/sessions"),
        ("node:4711", "node:4711"),
    ])
    func `show no secret to people`(text: String, shown: String) throws {
        #expect(try parser.parse(text).redacted == shown)
    }

    @Test func `describe no secret by interpolation either`() throws {
        let address = try parser.parse("redis://ann:hush@h")

        #expect(!"\(address)".contains("hush"))
    }
}

/// Makes addresses of every shape, out of the letters that URLs trip over.
private struct AddressMaker {
    private var state: UInt64
    private static let letters = Array("aZ09 %/?#&=@:,+[]~.'\"é世😀\\")

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func address() -> StoreAddress {
        let shape = below(4)
        var address = StoreAddress(scheme: ["redis", "file", "redis+unix", "firebird"][shape])
        if shape != 1, below(2) == 0 { address.user = word(atLeast: 1) }
        if shape != 1, below(2) == 0 { address.password = Secret(word(atLeast: 0)) }
        if shape == 0 || shape == 3 {
            address.hosts = (0...below(2)).map { _ in host() }
            address.path = word(atLeast: 0)
        } else {
            // A path behind a login begins with a slash.
            address.path = (shape == 2 ? "/" : "") + word(atLeast: 1)
        }
        address.options = (0..<below(3)).map { _ in .init(["format", "user"][below(2)], word(atLeast: 1)) }
        return address
    }

    private mutating func host() -> StoreAddress.Host {
        .init(["h", "example.org", "::1", "/tmp/x.sock", "10.0.0.1"][below(5)], port: below(2) == 0 ? nil : 6379)
    }

    mutating func word(atLeast least: Int) -> String {
        String((0..<(least + below(8))).map { _ in Self.letters[below(Self.letters.count)] })
    }

    private mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
