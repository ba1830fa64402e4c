import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `Filters of users and events` {
    private func users(_ text: String) -> Stage {
        var stage = People.stage(120, 30)
        stage.press("2", "/")
        stage.type(text)
        stage.press("Enter")
        return stage
    }

    /// One event of alice's and two of bob's.
    private func events(_ text: String) -> Stage {
        var stage = Stage(Sample.shop, columns: 120, rows: 30)
        stage.happen { $0.change(Sample.shop[0].key, to: "{\"user\":\"alice@shop\",\"n\":1}") }
        stage.happen { $0.change(Sample.shop[2].key, to: "{\"user\":\"bob\",\"n\":1}") }
        stage.happen { $0[Sample.shop[2].key] = nil }
        stage.press("3", "/")
        stage.type(text)
        stage.press("Enter")
        return stage
    }

    @Test(arguments: [
        ("user=bob", 1), ("user=BOB", 1), ("user=ann", 0), ("user~^bo", 1), ("user=none", 2), ("4711", 1),
        ("alice@shop = 4711", 1), ("203.0.113", 2), ("bob or ops", 2), ("!shop", 4), ("(anonymous: cart", 1),
        ("role=admin", 0),
    ])
    func `let users through`(_ text: String, _ count: Int) {
        #expect(users(text).shows("\(count) of 6 shown"))
    }

    @Test(arguments: [
        ("user=bob", 2), ("user=bob kind=changed", 1), ("user=bob event=destroyed", 1), ("!user=bob", 1),
        ("kind=expired", 0), ("id=a7c4..0f3e", 0), ("a7c4..0f3e", 2), ("bob destroyed", 1), ("source=push", 3),
        ("!destroyed", 2), ("bob (", 0),
    ])
    func `let events through`(_ text: String, _ count: Int) {
        #expect(events(text).shows("\(count) of 3 shown"), "\(events(text).rows[2])")
    }

    @Test func `say what they can ask for`() {
        let words = "Here a filter can ask for user, not for role; words fit all else."
        #expect(users("role=admin").shows(words))
        #expect(users("user=bob").console.messages.unreadCount == 0)
        #expect(events("user=bob ttl<5m").shows("user, id, key, kind, event and source, not for ttl"))
        var stage = users("")
        stage.command("filter role=admin")

        #expect(stage.shows(words))
    }
}
