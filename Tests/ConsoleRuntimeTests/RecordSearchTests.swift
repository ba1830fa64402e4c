import SessionModel
import SessionQuery
import Testing

@testable import ConsoleRuntime

@Suite struct `What a search finds` {
    private let counter = SearchCounter()

    /// The keys that a query finds among three records, the second of which the store can't read.
    private func found(_ query: String) throws -> [String] {
        let store = ListedStore { _, _ in }
        let search = RecordSearch(
            query: try Query.parse(query), target: store.open, now: Timestamp(milliseconds: 0), counter: counter)
        var page = RecordPage()
        page.add("sess:aaaaaaaa", #"{"cookie":{"originalMaxAge":null},"user":"ann","role":"admin"}"#, to: search.glance)
        page.addUnreadable("sess:bbbbbbbb")
        page.add("sess:cccccccc", #"{"cookie":{"originalMaxAge":null},"user":"bob","role":"user"}"#, to: search.glance)
        let finds = search.finds(in: page)
        return (0..<finds.count).map { finds.key($0).text }
    }

    @Test(arguments: [
        ("role=admin", ["sess:aaaaaaaa"]), ("role=nosuch", []), ("user=ann role=nosuch", []),
        ("role!=admin", ["sess:cccccccc"]), ("!ann", ["sess:cccccccc"]),
        ("id=bbbbbbbb", ["sess:bbbbbbbb"]), ("state=unreadable", ["sess:bbbbbbbb"]),
        ("ttl=never !id=aaaaaaaa", ["sess:bbbbbbbb", "sess:cccccccc"]),
    ])
    func `is no record that can't be read, unless it fits by what is known beside its content`(
        _ query: String, _ keys: [String]
    ) throws {
        #expect(try found(query) == keys)
        #expect(counter.sum == (3, 1))
    }
}
