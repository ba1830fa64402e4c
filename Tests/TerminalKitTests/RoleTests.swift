import TerminalKit
import Testing

@Suite struct `Roles` {
    @Test func `have a code and a name of their own`() {
        #expect(Set(Role.allCases.map(\.code)).count == Role.allCases.count)
        #expect(Role.allCases.map(\.rawName) == Role.allCases.map { "\($0)" })
        #expect(Role.text.code == ".")
        #expect(Role.allCases.allSatisfy { $0.code != " " })
    }

    @Test(arguments: ["ttlSoon", "ttl-soon", "TTL_SOON"])
    func `are found by name however it is written`(name: String) {
        #expect(Role(rawName: name) == .ttlSoon)
    }

    @Test func `are not found by another name`() {
        #expect(Role(rawName: "ttl-later") == nil)
    }
}
