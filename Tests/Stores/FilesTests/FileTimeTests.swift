import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

@Suite struct `The time of a file` {
    @Test(arguments: [Int.max, Int.min, 1 << 60, -(1 << 60)])
    func `may be any number of seconds`(_ seconds: Int) {
        let time = FileTime(timespec(tv_sec: seconds, tv_nsec: 999_999_999))

        #expect(time.seconds == seconds)
        #expect((time.milliseconds > 0) == (seconds > 0))
    }

    @Test(arguments: [Int64.min, -1, -1000, 0, 1, 1_795_232_650_730, Int64.max])
    func `is made of any moment`(_ milliseconds: Int64) {
        let time = FileTime(Timestamp(milliseconds: milliseconds))

        #expect((0..<1_000_000_000).contains(time.nanoseconds))
        #expect(time.seconds == Int64((Double(milliseconds) / 1000).rounded(.down)) || abs(milliseconds) > 1 << 52)
    }

    @Test func `far away lists and reads like any other`() async throws {
        let directory = TestDirectory(inMemory: true)
        directory.write(1, "old")
        directory.setModified(1, seconds: .max)
        let store = try await directory.store()

        let record = try await store.records([TestDirectory.key(1)], limit: 10)[0]

        #expect(record?.content == .text("old"))
        await store.close()
    }
}
