import SessionModel
import Testing

@Suite struct `Ids that are cut short side by side` {
    @Test func `look as ever where that tells them apart`() {
        let ids = ["5d1012345683b2", "5d1012345699f0"]
        #expect(SessionID.shortenApart(ids) == ["5d10..83b2", "5d10..99f0"])
    }

    @Test func `show of their middles what tells them apart, and no more`() {
        let ids = ["5d10aaaaaaaa1xxxxxxxx83b2", "5d10aaaaaaaa2xxxxxxxx83b2", "77777777777777777"]
        #expect(SessionID.shortenApart(ids) == ["5d10..1..83b2", "5d10..2..83b2", "7777..7777"])
    }

    @Test func `show as many characters as that takes`() {
        let ids = ["5d10__1a__83b2", "5d10__1b__83b2", "5d10__2b__83b2"]
        #expect(SessionID.shortenApart(ids) == ["5d10..1a..83b2", "5d10..1b..83b2", "5d10..2b..83b2"])
    }

    @Test func `are told apart by their lengths`() {
        let ids = ["aaaaaaaaaaaaa", "aaaaaaaaaaaa", "short", "short"]
        #expect(SessionID.shortenApart(ids) == ["aaaa..a..aaaa", "aaaa..aaaa", "short", "short"])
    }
}
