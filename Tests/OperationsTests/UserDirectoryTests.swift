import Operations
import SessionModel
import StoreKit
import Testing

@Suite struct `Users over several stores` {
    @Test func `are one person under number and text, whatever the path and the case`() async throws {
        let house = try House("web", "adm")
        house["web"].add("a", #"{"user_id": 4711}"#)
        house["web"].add("b", #"{"user": {"id": "4711"}}"#)
        house["adm"].add("c", #"{"uid": "4711"}"#)
        house["adm"].add("d", #"{"username": "Erin"}"#)
        house["web"].add("e", #"{"username": "erin"}"#)

        let directory = await house.directory()

        #expect(directory.people.map(\.count) == [3, 2])
        #expect(directory.people[0].names == ["4711"])
        #expect(directory.people[0].countByStore.map(\.count) == [2, 1])
    }

    @Test func `are one person under two names that sessions join`() async throws {
        let house = try House("web", "adm", "old")
        house["web"].add("a", #"{"user_id": 4711, "email": "alice@shop"}"#)
        house["adm"].add("b", #"{"userId": "6b1c-77", "email": "Alice@shop"}"#)
        house["old"].add("c", #"{"email": "alice@shop"}"#)

        let directory = await house.directory()

        #expect(directory.people.count == 1)
        #expect(Set(directory.people[0].names) == ["4711", "6b1c-77", "alice@shop"])
        #expect(directory.person(named: "ALICE@shop")?.count == 3)
        #expect(directory.person(named: "4711")?.count == 3)
    }

    @Test func `are not joined by a name that two of one store carry`() async throws {
        let house = try House("web", "old")
        house["web"].add("a", #"{"user_id": 1, "email": "desk@shop"}"#)
        house["web"].add("b", #"{"user_id": 2, "email": "desk@shop"}"#)
        house["old"].add("c", #"{"email": "desk@shop"}"#)

        let directory = await house.directory()

        #expect(directory.people.compactMap(\.name) == ["1", "2", "desk@shop"])
        #expect(directory.person(named: "1")?.count == 1)
    }

    @Test func `are not joined by a display name`() async throws {
        let house = try House("web", "old")
        house["web"].add("a", #"{"user": {"id": 1, "name": "Alice"}}"#)
        house["old"].add("b", #"{"user": {"name": "Alice"}}"#)

        #expect(await house.directory().people.compactMap(\.name) == ["1", "Alice"])
    }

    @Test func `leave out what nobody can read, and count it`() async throws {
        let house = try House("web")
        house["web"].add("a", #"{"user_id": 1}"#)
        house["web"].add("c", "no session at all")

        let directory = await house.directory()

        #expect(directory.people.map(\.count) == [1])
        #expect(directory.unreadable == [1])
    }

    @Test func `stand beside the anonymous, who are told apart by the shape of their sessions`() async throws {
        let house = try House("web")
        house["web"].add("a", #"{"cart": [1], "csrf": "x"}"#)
        house["web"].add("b", #"{"csrf": "y", "cart": []}"#)
        house["web"].add("c", "{}")
        house["web"].add("d", #"{"user_id": 9, "ip": "203.0.113.7"}"#)

        let directory = await house.directory()

        #expect(
            directory.people.map(\.identity) == [
                .user("9"), .anonymous(shape: "cart, csrf"), .anonymous(shape: "empty"),
            ])
        #expect(directory.people.map(\.count) == [1, 2, 1])
        #expect(directory.people[0].addresses == ["203.0.113.7"])
    }

    @Test func `name a store that does not answer`() async throws {
        let house = try House("web", "adm")
        house["web"].add("a", #"{"user_id": 1}"#)
        house["adm"].add("b", #"{"user_id": 1}"#)
        house["adm"].store.fail("listing", unplugged)

        let directory = await house.directory()

        #expect(directory.people.map(\.count) == [1])
        #expect(directory.uncovered.map(\.store) == ["adm"])
        #expect(directory.uncovered.map(\.isUnreachable) == [true])
    }
}
