import SessionModel
import Testing

@Suite struct `A deadline in a table` {
    @Test(arguments: [Int64.min, .min + 1, .min + 2, -1, 0, .max - 1, .max])
    func `is never taken for what stands for another thing`(milliseconds: Int64) throws {
        let value = Deadline.at(Timestamp(milliseconds: milliseconds)).tableValue

        #expect(![RowFacts.unknown, RowFacts.unasked, RowFacts.never].contains(value))
        let moment = try #require(Deadline(tableValue: value)?.moment)
        #expect(moment.milliseconds(since: Timestamp(milliseconds: milliseconds)).magnitude <= 2)
    }

    @Test func `tells one that never comes from one that is not known`() {
        #expect(Deadline.never.tableValue == RowFacts.never)
        #expect(Deadline(tableValue: RowFacts.never) == .never)
        #expect(Deadline(tableValue: RowFacts.unknown) == nil)
    }

    @Test func `is rounded down to a second wherever it is`() {
        let layout = Layout.table(
            TableLayout(table: "s", id: "id", data: "d", expiry: "e", unit: .wholeSeconds, never: nil))
        let moments: [(Int64, Int64)] = [(1500, 1000), (-1, -1000), (.min, .min)]

        for (exact, rounded) in moments {
            #expect(
                layout.rounded(.at(Timestamp(milliseconds: exact))) == .at(Timestamp(milliseconds: rounded)))
        }
    }
}
