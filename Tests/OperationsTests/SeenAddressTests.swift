import SessionModel
import Testing

@testable import Operations

@Suite struct `Addresses of a user` {
    private func group(_ seen: [(String, Int64)]) -> StoreUsers.Group {
        var group = StoreUsers.Group(name: "ann")
        for (text, seen) in seen { group.add(.init(text: text, seen: seen)) }
        return group
    }

    @Test func `stand in the order in which they were seen, however they were read`() {
        let seen = group([("10.0.0.2", 200), ("10.0.0.3", 300), ("10.0.0.1", 100), ("10.0.0.2", 400)])
        #expect(seen.addresses.map(\.text) == ["10.0.0.1", "10.0.0.3", "10.0.0.2"])

        let undated = group([("10.0.0.3", 300), ("10.0.0.9", RowFacts.unknown)])
        #expect(undated.addresses.map(\.text) == ["10.0.0.9", "10.0.0.3"])
    }

    @Test func `are the newest of many`() {
        let seen = group((0..<20).map { ("10.0.0.\($0)", Int64(20 - $0)) })

        #expect(seen.addresses.count == Person.mostAddresses)
        #expect(seen.addresses.last?.text == "10.0.0.0")
        #expect(seen.moreAddresses)
    }

    @Test func `are put in order over several stores`() {
        var stores = [StoreUsers(table: SessionTable(layouts: [])), StoreUsers(table: SessionTable(layouts: []))]
        stores[0].users["ann"] = group([("10.0.0.2", 200)])
        stores[1].users["ann"] = group([("10.0.0.1", 100)])
        var gathering = Gathering()
        for (place, store) in stores.enumerated() { gathering.add(store, of: place) }

        #expect(gathering.people().people.map(\.addresses) == [["10.0.0.1", "10.0.0.2"]])
    }
}
