import SessionModel
import TestSupport
import Testing

@Suite struct `A list of fields` {
    private func field(_ name: String, _ value: [UInt8]) -> FieldList.Field {
        FieldList.Field(name: Array(name.utf8), value: value)
    }

    @Test func `comes back from its bytes, in the order of its names`() throws {
        let list = FieldList([field("b", [0, 255]), field("", []), field("a", Array(repeating: 7, count: 70_000))])

        let again = try #require(FieldList(list.bytes))

        #expect(again == list)
        #expect(again.fields.map(\.name) == [[], [97], [98]])
        #expect(again["b"] == [0, 255])
        #expect(again["c"] == nil)
    }

    @Test func `changes one field and no other`() {
        var list = FieldList([field("a", [1]), field("b", [2])])

        list["b"] = [3]
        list["c"] = [4]
        list["a"] = nil

        #expect(list == FieldList([field("c", [4]), field("b", [3])]))
    }

    @Test func `is not read from bytes that end early`() {
        let bytes = FieldList([field("name", [1, 2, 3])]).bytes
        for count in 1..<bytes.count { #expect(FieldList(Array(bytes.prefix(count))) == nil) }
        #expect(FieldList([]) == FieldList([FieldList.Field]()))
        #expect(FieldList([255, 255, 255, 255]) == nil)
    }
}
