import SessionModel
import TestSupport
import Testing

@Suite struct `A page of records` {
    private func page(_ rows: [(key: String, user: String)], facts: Bool = true) -> RecordPage {
        var page = RecordPage()
        for (number, row) in rows.enumerated() {
            Array(row.key.utf8).withUnsafeBytes { key in
                guard facts else { return page.append(key: key, deadline: Int64(number)) }
                Array(row.user.utf8).withUnsafeBytes {
                    page.append(key: key, facts: RowFacts(deadline: Int64(number), size: 10 + number), user: $0)
                }
            }
        }
        return page
    }

    @Test func `gives back what was put in`() {
        let page = page([("a", "kim"), ("", ""), ("ccc", "é")])

        #expect((0..<3).map { page.key($0).text } == ["a", "", "ccc"])
        #expect((0..<3).map { page.user($0) } == ["kim", nil, "é"])
        #expect(page.deadlines == [0, 1, 2])
        #expect(page.facts.map(\.size) == [10, 11, 12])
    }

    @Test func `takes in another behind its own rows`() {
        var first = page([("a", "kim"), ("b", "")])
        first.progress = 0.2
        var second = page([("c", "lee"), ("d", "kim")])
        second.progress = 0.7

        first.append(second)

        #expect((0..<4).map { first.key($0).text } == ["a", "b", "c", "d"])
        #expect((0..<4).map { first.user($0) } == ["kim", nil, "lee", "kim"])
        #expect(first.progress == 0.7)
    }

    @Test(arguments: [true, false])
    func `keeps facts with their rows where only one of two pages has them`(firstHasFacts: Bool) {
        var first = page([("a", "kim"), ("b", "")], facts: firstHasFacts)

        first.append(page([("c", "lee")], facts: !firstHasFacts))

        #expect((0..<3).map { first.user($0) } == (firstHasFacts ? ["kim", nil, nil] : [nil, nil, "lee"]))
        #expect(first.facts.count == 3)
        #expect(first.facts.map(\.deadline) == first.deadlines)
    }

    @Test func `takes in an empty one and is taken in by one`() {
        var empty = RecordPage()

        empty.append(page([("a", "kim")]))
        empty.append(RecordPage())

        #expect(empty.count == 1)
        #expect(empty.user(0) == "kim")
    }

    @Test func `of many pages is the same as one`() {
        var random = RepeatableRandom(seed: 13)
        var rows: [(key: String, user: String)] = []
        var whole = RecordPage()
        for _ in 0..<200 {
            let part = (0..<random.number(in: 0...5)).map { _ in
                (key: "k\(random.next())", user: random.once(in: 2) ? "" : "u\(random.number(in: 0...9))")
            }
            rows += part
            whole.append(page(part))
        }

        #expect(rows.indices.allSatisfy { whole.key($0).text == rows[$0].key })
        #expect(rows.indices.allSatisfy { (whole.user($0) ?? "") == rows[$0].user })
    }
}
