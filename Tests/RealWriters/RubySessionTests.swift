import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite(.needs(.railsCache, .redisServer), .timeLimit(.minutes(3)))
struct `Sessions of real Ruby frameworks` {
    private static let payload =
        #"{"user_id":7,"name":"Zoë 🦉","cart":[{"sku":"a|b","price":9.5},{"sku":"c","price":1}],"on":true,"none":null}"#

    @Test(.needs(.rubyRack)) func `are those of redis-rack too`() { #expect(Ruby.Store.installed.contains(.rack)) }

    @Test(arguments: Ruby.Store.installed)
    func `are listed with user and deadline, and read`(store: Ruby.Store) async throws {
        let shop = try await RubyShop(store)
        let ids = try (0..<4).map { try shop.application.create("{\"user_id\":\($0)}") }
        let full = try shop.application.create(Self.payload, withObject: true)

        let rows = try await shop.list()

        #expect(rows.count == 5)
        let now = Clock.wall().milliseconds
        for (number, id) in ids.enumerated() {
            let session = try await shop.session(id)
            let row = try #require(rows[session.key])
            #expect(row.user == "\(number)")
            #expect(abs(try #require(session.deadline.moment).milliseconds - now - 900_000) < 20_000)
            #expect(session.viewOnlyReason != nil)
            #expect(session.key.text.replacing("%3A", with: ":").hasSuffix(try shop.application.privateID(id)))
            #expect(session.id == SessionID(id))
        }
        let payload = try #require(try await shop.session(full).payload)
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].sku"))?.string == "a|b")
        #expect(payload.node(at: try PayloadPath(parsing: "cart[0].price"))?.rawText == "9.5")
        #expect(payload.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë 🦉")
        #expect(payload.node(at: try PayloadPath(parsing: "basket.$class"))?.string == "Basket")
        #expect(payload.node(at: try PayloadPath(parsing: "basket.rows[1]"))?.rawText == "2")
    }

    @Test(arguments: Ruby.Store.installed)
    func `get more time, and are refused once it is over`(store: Ruby.Store) async throws {
        let shop = try await RubyShop(store, lifetime: 20)
        let id = try shop.application.create(Self.payload)
        let before = try shop.application.read(id)
        let session = try await shop.session(id)
        let moment = Timestamp(milliseconds: (Clock.wall().milliseconds / 1000 + 7200) * 1000)

        let outcome = try await shop.operations.setDeadline(session, to: .at(moment), reason: nil)

        #expect(outcome.receipt.isComplete)
        let extended = try await shop.session(id)
        #expect(abs(try #require(extended.deadline.moment).milliseconds(since: moment)) <= 1000)
        #expect(extended.clocks.count == (store == .cache ? 2 : 1))
        #expect(session.record.place?.wholeMatch(of: #/[0-9A-F]{3}\/[0-9A-F]{3}/#) != nil || store != .file)
        #expect(try shop.application.read(id) == before)
        let short = try await shop.operations.setDeadline(
            extended, to: .at(Clock.wall().adding(milliseconds: 5_000)), reason: nil)
        #expect(short.receipt.isComplete)
        let refusal = try await Patience(.seconds(60)).wait { () async throws -> Bool? in
            try shop.application.read(id) == .refused ? true : nil
        }
        #expect(refusal == true)
    }

    @Test(arguments: Ruby.Store.installed)
    func `get a fresh id whose cookie the framework takes`(store: Ruby.Store) async throws {
        let shop = try await RubyShop(store)
        let id = try shop.application.create(Self.payload)
        let before = try shop.application.read(id)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.regenerate(session, reason: nil, random: SystemRandomNumberGenerator())

        let fresh = try #require(outcome.receipt.newID).whole
        #expect(fresh.utf8.count == id.utf8.count)
        #expect(outcome.receipt.cookie == "rack.session=\(fresh)")
        #expect(try shop.application.read(fresh) == before)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.session(fresh).deadline == session.deadline)
    }

    @Test(arguments: Ruby.Store.installed)
    func `are refused once destroyed, and taken again once that is undone`(store: Ruby.Store) async throws {
        let shop = try await RubyShop(store)
        let id = try shop.application.create(Self.payload)
        let before = try shop.application.read(id)
        let session = try await shop.session(id)

        let outcome = try await shop.operations.destroy([session.key], reason: nil)

        #expect(outcome.receipt.isComplete)
        #expect(try shop.application.read(id) == .refused)
        #expect(try await shop.operations.undo(#require(outcome.undo), reason: nil).receipt.isComplete)
        #expect(try shop.application.read(id) == before)
        #expect(try await shop.session(id).record.content == session.record.content)
    }

    @Test(arguments: Ruby.Store.installed)
    func `are not edited, as Marshal is only read`(store: Ruby.Store) async throws {
        let shop = try await RubyShop(store)
        let session = try await shop.session(try shop.application.create(Self.payload))
        let payload = try #require(session.payload).setting(PayloadPath(parsing: "user_id"), to: Array("8".utf8))

        let edit = try await shop.operations.edit(session, to: payload, reason: nil)

        #expect(edit.receipt.lines.map(\.result) == [.refused])
        #expect(try await shop.session(try #require(session.id).whole).record.content == session.record.content)
    }

    @Test(arguments: [Ruby.Store.cache, .file])
    func `that Rails' cache has compressed are read`(store: Ruby.Store) async throws {
        let shop = try await RubyShop(store, threshold: 1)
        let id = try shop.application.create(
            "{\"user_id\":7,\"text\":\"\(String(repeating: "long ", count: 200))\"}")

        let session = try await shop.session(id)

        #expect(session.record.size < 600)
        #expect(session.user == "7")
        #expect(session.payload?.node(at: PayloadPath([.key("text")]))?.string?.count == 1000)
    }

    @Test func `hold whatever JSON has, read as Ruby means it`() throws {
        let ruby = try Ruby(.none)
        // Ruby's JSON refuses half a surrogate pair and what is no number, and reads -0 as 0.
        let texts = (UInt64(0)..<200).map { seed -> String in
            var json = RandomJSON(seed: seed)
            return json.object()
        }.filter { (text: String) in !["\\ud800", "\\udc00", "NaN", "Infinity"].contains { text.contains($0) } }
            .filter { (text: String) in !text.contains(#/-0(?![.0-9eE])/#) }
        #expect(texts.count > 50)
        for text in texts {
            let bytes = try #require(FixtureBase64.decode(try ruby.marshalled(text)))
            let read = try #require(Self.session(bytes)?.payload)
            #expect(read.root.saysTheSame(as: try Payload(parsing: text).root, toTheDouble: true), "\(text)")
        }
    }

    private static func session(_ marshalled: [UInt8]) -> Session? {
        let key = SessionKey("rack:session:2::" + String(repeating: "a", count: 64))
        return SessionFormat.rack.read(
            StoredRecord(key: key, content: .bytes(marshalled)), FormatContext(layouts: SessionFormat.rack.layouts))
    }

    /// The numbers of links are right only where every value was counted as Ruby counts.
    @Test func `hold every kind of value`() throws {
        let bytes = try #require(FixtureBase64.decode(try Ruby(.none).zoo()))

        let payload = try #require(Self.session(bytes)?.payload)
        func text(_ path: String) throws -> String? { payload.node(at: try PayloadPath(parsing: path))?.rawText }
        #expect(try text("small") == "[0,1,-1,122,123,-123,-124,255,256,-256,-257,65536]")
        #expect(
            try text("wide")?.hasPrefix("[1073741823,-1073741824,1073741824,-1073741825,18446744073709551616,") == true)
        #expect(try text("wide[5]") == "-1267650600228229401496703205376")
        #expect(try text("floats") == "[1.5,-0.0,1e+100,Infinity,-Infinity]")
        #expect(try text("text") == #""Zoë 🦉""#)
        #expect(try text("sym2[1].$symbol") == #""é""#)
        #expect(try text("links") == #"["shared","shared",1.5]"#)
        #expect(try text("self[2].$reference") == #""an outer value""#)
        #expect(try text("default") == #"{"a":1,"$default":7}"#)
        #expect(try text("symbol_key") == "1")
        #expect(try text("struct") == #"{"$class":"Basket","owner":"kim","rows":[1,2]}"#)
        #expect(try text("object") == ##"{"$class":"Note","@text":"shared"}"##)
        #expect(try text("money.$value") == #"[500,"EUR"]"#)
        #expect(try text("when.$time") == #""2026-11-21T02:43:20.123Z""#)
        #expect(try text("class.$constant") == #""Note""#)
        #expect(try text("pattern.$regexp") == #""a.b""#)
        #expect(try text("crate") == #"{"$class":"Crate","k":"v"}"#)
        #expect(try text("extended") == #""x""#)
        #expect(try text("last[0]") == #""shared""#)
        #expect(try text("last[1][0]") == "1")
        #expect(try text("last[2].$symbol") == #""name""#)
    }
}
