import SessionQuery
import Testing

@Suite struct `Sessions that fit a query` {
    @Test(arguments: [
        "", "alice", "ALICE", "3f9a", "klmn", "4711", "admin", "zÜRICH", "\"say \\\"hi\\\"\"", "alice admin",
        "nobody or alice", "!nobody", "!(nobody or frank)", "(nobody or alice) admin", "alice !frank",
        "user=4711", "user=alice@SHOP.example", "user!=bob", "user!=none", "user~^\\d+$", "user~(?i)^ALICE@",
        "id=3f9aKLMNOPQRSTUVWXYZc21e", "id!=3f9aklmnopqrstuvwxyzc21e", "id~^3f9a", "key~^tina4:session:",
        "format=Tina4", "state=live", "state!=expired", "size=1912", "size>1k", "size<2k", "size>=1912", "size<=1.9k",
        "ttl<5m", "ttl=41", "ttl!=42s", "ttl>41s", "ttl!=never", "ttl<never", "age>1h", "age=1h12m", "idle<=2s",
        "ends=2026-11-21T14:30:00Z", "ends>2026-11-21T14:29Z", "ends<=2026-11-21T15:30:00+01:00", "ends!=never",
        "ends<never", "ends>2026-11-21T14:29:59.999",
        "role=admin", "role!=user", ".role=admin", "role = admin", "user.role=editor", ".user.role=editor",
        "cart[0].price>100", "cart[0].price<120.51", "cart[0].price=120.5", "cart[0].price=1205e-1",
        "cart[0].price>=120.500", "cart[0].price!=120", "cart=3", "cart>2", "cart<10",
        "big=9007199254740993", "big>9007199254740992", "big!=9007199254740992", "big<9.007199254740994e15",
        "active=true", "active!=false", "active~^t", "note=null", "note!=none", "missing!=1", ".state=draft",
        "\"a b\".c~hi", "\"a b\".c=\"say \\\"hi\\\"\"", "stock>90", "stock=150", "stock=\"150\"", "stock<\"2\"",
        "city=Zürich",
        "city<Zürichsee", "city>Zug", "city~^Z.rich$", "!missing~\"\"", "role~\"\"", "!missing=1 OR x",
    ])
    func `fit it`(text: String) throws {
        #expect(try Query.parse(text).matches(SampleSubject()) == .yes)
    }

    @Test(arguments: [
        "frank", "alice frank", "frank or bob", "!alice", "!(alice or frank)", "user=none", "user=471", "user=alice",
        "user!=4711", "user=\"none\"", "id=3f9a", "id=3f9aklmnopqrstuvwxyzc21e", "format=django", "state=expired",
        "size>2k", "ends>2026-11-21T14:30:00Z", "ends<2026-11-21T14:30:00Z", "ends=never", "ttl>5m", "ttl=never",
        "ttl>=never", "ttl>41500ms", "age<1h", "idle>2s", "role=Admin", "role=admi",
        "role!=admin", "role<admin", "user=editor", "cart[1].price>1", "cart=4", "big=9007199254740992",
        "big<9007199254740993", "active=\"true\"", "note=\"null\"", "cart[0].price=\"120.50\"", "missing=1",
        "missing<1", "missing~.", "role>5", "city=zürich", "cart~.", "cart[0].price<abc", "active>0", "stock>\"2\"",
    ])
    func `do not fit it`(text: String) throws {
        #expect(try Query.parse(text).matches(SampleSubject()) == .no)
    }

    @Test(arguments: [
        ("role=admin", Match.unknown), ("alice", .yes), ("draft", .unknown), ("!draft", .unknown),
        ("alice or draft", .yes), ("user=bob draft", .no), ("role=admin ttl>1h", .no), ("role!=x state=live", .unknown),
    ])
    func `are uncertain where only an unread payload could say`(text: String, match: Match) throws {
        let unread = SampleSubject(payload: nil)

        #expect(try Query.parse(text).matches(unread) == match)
        #expect(try Query.parse(text).matches(SampleSubject(), scope: .row) == match)
    }

    @Test(arguments: [
        ("id=x", Match.unknown), ("!id=x", .unknown), ("user=none", .unknown), ("user~x", .unknown),
        ("size>1", .unknown),
        ("ttl=never", .unknown), ("age>1s", .unknown), ("idle>1s", .unknown), ("state=live", .unknown),
        ("ends<2026-11-21T18:00:00Z", .unknown), ("format!=x", .unknown), ("key~x", .no), ("nowhere", .unknown),
    ])
    func `are uncertain where a field could not be read`(text: String, match: Match) throws {
        let unread = SampleSubject(
            id: nil, userValues: nil, format: nil, state: nil, size: nil, ttl: .unknown, endsAt: nil,
            ageMilliseconds: nil, idleMilliseconds: nil)

        #expect(try Query.parse(text).matches(unread) == match)
    }

    @Test(arguments: [
        ("alice", Match.yes), ("admin", .no), ("!admin", .yes), ("alice role=x", .unknown), ("frank role=admin", .no),
        ("frank or ttl<5m", .unknown),
    ])
    func `fit words by id and user alone while typing`(text: String, match: Match) throws {
        #expect(try Query.parse(text).matches(SampleSubject(), scope: .typing) == match)
    }

    @Test func `count as not fitting a word while typing where the user was not read`() throws {
        let unread = SampleSubject(userValues: nil, payload: nil)

        #expect(try Query.parse("alice").matches(unread, scope: .typing) == .no)
    }

    @Test func `fit words by their key where there is no id`() throws {
        let hashed = SampleSubject(id: nil, key: "ab12cd.json", payload: nil)

        #expect(try Query.parse("B12C").matches(hashed) == .yes)
    }

    @Test func `fit the short form of their id as the screen shows it`() throws {
        let session = SampleSubject(payload: nil)

        #expect(try Query.parse("3f9a..c21e").matches(session, scope: .typing) == .yes)
        #expect(try Query.parse("3f9a..c21f").matches(session, scope: .typing) == .no)
    }

    @Test func `that never end are later than any time`() throws {
        let immortal = SampleSubject(ttl: .never)

        #expect(try Query.parse("ttl>100000d ttl>=never ttl=never !ttl<1w ttl!=1s").matches(immortal) == .yes)
        #expect(try Query.parse("ttl<never or ttl>never").matches(immortal) == .no)
    }

    @Test func `whose end has passed have less than any time`() throws {
        let expired = SampleSubject(state: "expired", ttl: .milliseconds(-5000))

        #expect(try Query.parse("ttl<1s state=Expired").matches(expired) == .yes)
    }

    @Test func `of nobody fit user=none`() throws {
        let anonymous = SampleSubject(userValues: [])

        #expect(try Query.parse("user=none user!=bob").matches(anonymous) == .yes)
        #expect(Query.user(nil).matches(anonymous) == .yes)
        #expect(Query.user("4711").and(.user("none")).matches(SampleSubject()) == .no)
    }
}
