import Operations
import SessionModel
import Testing

@Suite struct `An event as JSON` {
    @Test func `holds nothing that is no JSON`() throws {
        let desk = try Desk()
        var event = SessionEvent(at: Timestamp(milliseconds: 1000), kind: .changed, source: .push)
        event.changes = [
            FieldChange(PayloadPath([.key("score")]), old: "NaN", new: "[1.0, -Infinity]"),
            FieldChange(PayloadPath([.key("name")]), old: nil, new: "\"a\""),
        ]

        let text = event.json(store: desk.target).text

        #expect(text.contains(#""changes":[{"path":"score","old":null,"new":[1.0,null]},"#))
        #expect(text.contains(#"{"path":"name","old":null,"new":"a"}"#))
    }
}
