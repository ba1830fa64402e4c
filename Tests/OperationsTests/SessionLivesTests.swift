@testable import Operations
import SessionModel
import Testing

@Suite struct `The life of a session` {
    private var film: Film

    init() throws { film = try Film() }

    private mutating func save(_ id: String, _ text: String) async throws {
        film.put(id, text)
        try await film.look(id)
    }

    /// Gives a session another id, the new one seen before the old one is gone, or after.
    private mutating func move(_ id: String, to other: String, _ text: String, newFirst: Bool) async throws {
        film.put(other, text)
        if newFirst { try await film.look(other) }
        film.remove(id)
        try await film.look(id)
        if !newFirst { try await film.look(other) }
    }

    @Test mutating func `is forty right lines for forty steps`() async throws {
        var expected: [String] = []
        try await save("p", #"{"cart":0}"#)
        expected.append("created")
        for step in 1...9 {
            try await save("p", #"{"cart":\#(step)}"#)
            expected.append("changed")
        }
        try await save("p", #"{"cart":10,"user_id":7}"#)
        expected.append("became 7")
        try await move("p", to: "q", #"{"cart":10,"user_id":7}"#, newFirst: true)
        expected.append("id changed")
        for step in 1...11 {
            film.desk.memory.pass(milliseconds: 1_000)
            film.put("q", #"{"cart":10,"user_id":7,"seen":\#(step - 1)}"#.replacing(#","seen":0"#, with: ""))
            try await film.look("q")
            expected.append("touched")
            try await save("q", #"{"cart":10,"user_id":7,"seen":\#(step)}"#)
            expected.append("changed")
        }
        try await save("q", #"{"cart":10,"user_id":7,"role":"admin"}"#)
        expected.append("role changed")
        try await save("q", #"{"cart":10,"user_id":8,"role":"admin"}"#)
        expected.append("became 8")
        try await save("q", #"{"cart":10}"#)
        expected.append("8 left it")
        try await move("q", to: "third-id-of-it", #"{"cart":10}"#, newFirst: false)
        expected.append("id changed")
        try await save("third-id-of-it", #"{"cart":11}"#)
        expected.append("changed")
        film.remove("third-id-of-it")
        try await film.look("third-id-of-it")
        expected.append("ended: app, client")

        #expect(expected.count == 40)
        #expect(film.life("third-id-of-it") == expected)
        #expect(film.life("p") == expected)
        #expect(film.lives.life(of: film.desk.key("q"))?.cause?.kind == .application)
    }

    @Test mutating func `holds what the session held at each moment, for comparing any two`() async throws {
        try await save("p", #"{"cart":1,"csrf_token":"one"}"#)
        try await save("p", #"{"cart":2,"csrf_token":"one"}"#)
        try await save("p", #"{"cart":3,"csrf_token":"two","new":true}"#)
        let moments = try #require(film.lives.life(of: film.desk.key("p"))).moments

        let comparison = LifeComparison(moments[2], moments[0], hiding: SecretRule())

        #expect(comparison.old == moments[0])
        #expect(
            comparison.changes.map { "\($0.path) \($0.old ?? "-") \($0.new ?? "-")" } == [
                "cart 1 3", #"csrf_token "********" "********""#, "new - true",
            ])
        #expect(comparison.problem == nil)
    }

    @Test mutating func `says where a moment's payload is not kept`() async throws {
        try await save("p", #"{"cart":1}"#)
        let large = String(repeating: "x", count: SessionLife.largestPayload)
        try await save("p", #"{"cart":"\#(large)"}"#)
        film.remove("p")
        try await film.look("p")
        let moments = try #require(film.lives.life(of: film.desk.key("p"))).moments

        #expect(LifeComparison(moments[0], moments[1], hiding: SecretRule()).problem?.contains("is not kept") == true)
        #expect(LifeComparison(moments[0], moments[2], hiding: SecretRule()).problem?.contains("it was gone") == true)
    }

    @Test mutating func `stays within its bounds`() async throws {
        film.lives = SessionLives(limit: 100_000)
        for number in 0..<300 {
            let filling = String(repeating: "y", count: 1_000)
            try await save("session-number-\(number)", #"{"n":\#(number),"filling":"\#(filling)"}"#)
        }
        for step in 0..<(SessionLife.mostMoments + 50) { try await save("p", #"{"step":\#(step)}"#) }

        let life = try #require(film.lives.life(of: film.desk.key("p")))
        #expect(life.moments.count == SessionLife.mostMoments)
        #expect(life.forgotten == 50)
        #expect(life.moments.count { $0.payload != nil } <= SessionLife.mostPayloads)
        #expect(film.lives.life(of: film.desk.key("session-number-0")) == nil)
        #expect(film.lives.life(of: film.desk.key("session-number-299")) != nil)
    }

    @Test mutating func `is not swallowed by a look between a change and the news of it`() async throws {
        try await save("p", #"{"cart":1}"#)
        film.put("p", #"{"cart":2}"#)
        let session = try #require(try await film.desk.target.session(film.desk.key("p")))
        film.follower.remember(session)

        let events = try await film.look("p")

        #expect(events.map(\.kind) == [.changed])
        #expect(events[0].changes.map(\.new) == ["2"])
    }

    @Test mutating func `begins anew where an old id is given to a new session`() async throws {
        try await save("p", #"{"cart":1}"#)
        try await move("p", to: "q", #"{"cart":1}"#, newFirst: true)
        film.desk.memory.pass(milliseconds: 10_000)

        try await save("p", #"{"other":1}"#)

        #expect(film.life("p") == ["created"])
        #expect(film.life("q") == ["created", "id changed"])
    }
}
