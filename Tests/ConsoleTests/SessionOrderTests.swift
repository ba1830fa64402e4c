import Operations
import SessionModel
import Testing

@testable import Console

@Suite struct `The order of the list` {
    private static let now = Timestamp(milliseconds: 1_000_000)

    /// A table with a session for each deadline and user.
    private func table(_ rows: [(deadline: Int64, user: String?)], stores: [Int] = []) -> SessionTable {
        var table = SessionTable(layouts: [])
        for (number, row) in rows.enumerated() {
            let key = SessionKey("id\(9 - number)")
            let place = table.insert(stores.isEmpty ? key : SharedKey.make(key, of: stores[number])).row
            table.setDeadline(place, row.deadline)
            table.setUser(place, row.user)
        }
        return table
    }

    private func order(
        _ order: SessionOrder, _ table: SessionTable, unswept: Set<Int> = [], clocks: StoreClocks = StoreClocks()
    ) -> [UInt32] {
        var rows = (0..<UInt32(table.rowLimit)).map { $0 }
        order.sort(&rows, of: table, unswept: unswept, clocks: clocks, at: Self.now)
        return rows
    }

    @Test func `begins with what dies soonest, and ends with what never does, what nobody knows, and what is over`() {
        let table = table([
            (1_500_000, nil), (RowFacts.never, nil), (1_100_000, nil), (900_000, nil), (RowFacts.unknown, nil),
        ])

        #expect(order(SessionOrder(), table, unswept: [3]) == [2, 0, 1, 4, 3])
        #expect(order(SessionOrder(isDescending: true), table, unswept: [3]) == [4, 1, 0, 2, 3])
    }

    @Test func `goes by each store's own clock`() {
        let table = table([(1_100_000, nil), (1_100_500, nil)], stores: [0, 1])

        #expect(order(SessionOrder(), table) == [0, 1])
        #expect(order(SessionOrder(), table, clocks: StoreClocks([0, 2_000])) == [1, 0])
        #expect(StoreClocks([0, 0]).areAlike)
    }

    @Test func `goes by user, nobody last, and by id`() {
        let table = table([(0, "carol"), (0, nil), (0, "ann"), (0, "carol")])

        #expect(order(SessionOrder(by: .user), table) == [2, 0, 3, 1])
        #expect(order(SessionOrder(by: .id), table) == [3, 2, 1, 0])
        #expect(order(SessionOrder(by: .id, isDescending: true), table) == [0, 1, 2, 3])
    }

    @Test func `goes by what was read, and has what has no value last whichever way`() {
        let table = table([(0, nil), (0, nil), (0, nil)])
        var size = SessionOrder(by: .size)
        let news = [(30.0, 0), (4, 2), (4, 2)].map { size.note(.number($0, text: ""), row: $1) }

        #expect(news == [true, true, false])
        #expect(order(size, table) == [2, 0, 1])
        size.isDescending = true
        #expect(order(size, table) == [0, 2, 1])
        size.forget(0)
        #expect(order(size, table) == [2, 0, 1])
    }
}
