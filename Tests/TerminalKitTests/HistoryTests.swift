import TerminalKit
import Testing

@Suite struct `History of lines` {
    @Test func `keeps lines once in a row and no empty ones`() {
        let history = History(["a", "a", "", "b", "a"])

        #expect(history.entries == ["a", "b", "a"])
    }

    @Test func `forgets the oldest`() {
        let history = History((0..<300).map(String.init))

        #expect(history.entries.count == History.limit)
        #expect(history.entries.first == "100")
    }

    @Test func `goes back and forth and returns to the draft`() {
        var history = History(["one", "two"])

        #expect(history.older(than: "") == "two")
        #expect(history.older(than: "two") == "one")
        #expect(history.older(than: "one") == nil)
        #expect(history.newer(than: "one") == "two")
        #expect(history.newer(than: "two") == "")
        #expect(history.newer(than: "") == nil)
    }

    @Test func `finds lines that begin as the draft does`() {
        var history = History(["user=a", "ttl<5m", "user=b"])

        #expect(history.older(than: "us") == "user=b")
        #expect(history.older(than: "user=b") == "user=a")
        #expect(history.newer(than: "user=a") == "user=b")
        #expect(history.newer(than: "user=b") == "us")
    }

    @Test func `begins anew after an edit`() {
        var history = History(["one", "two"])
        _ = history.older(than: "")

        history.stopBrowsing()

        #expect(history.newer(than: "two") == nil)
        #expect(history.older(than: "o") == "one")
    }
}
