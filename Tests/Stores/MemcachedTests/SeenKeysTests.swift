import Testing

@testable import MemcachedStore

@Suite struct `Keys that were told` {
    private func hash(_ number: Int) -> UInt64 {
        Array("tina4:session:\(number)".utf8).withUnsafeBytes(SeenKeys.hash)
    }

    @Test func `are new once, however many there are and whatever was expected`() {
        var seen = SeenKeys(expecting: 10)
        var new = 0
        for start in stride(from: 0, to: 20_000, by: 16) {
            new += seen.insert((start..<start + 16).map(hash)).nonzeroBitCount
        }

        #expect(new == 20_000)
        #expect(seen.count == 20_000)
        for start in stride(from: 0, to: 20_000, by: 16) {
            #expect(seen.insert((start..<start + 16).map(hash)) == 0)
        }
        #expect(seen.count == 20_000)
    }

    @Test func `are new once also where they go together`() {
        var seen = SeenKeys(expecting: 100)

        #expect(seen.insert([hash(1), hash(2), hash(1), hash(2), hash(3)]) == 0b10011)
        #expect(seen.insert([hash(4), hash(3)]) == 0b01)
        #expect(seen.insert(Array("tina4:session:4".utf8)) == false)
        #expect(seen.count == 4)
    }

    @Test func `are told apart where they want the same place`() {
        var seen = SeenKeys(expecting: 100)
        let alike = (1...16).map { UInt64($0) << 40 | 7 }

        #expect(seen.insert(alike) == 0xFFFF)
        #expect(seen.insert(alike) == 0)
    }
}
