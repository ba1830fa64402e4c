import Glibc
import SessionModel
import StoreKit
import Testing

@testable import FileStore

/// In every round somebody else writes once, whatever is there. Whether that came before ours or after it, theirs has
/// to be what is there in the end: an earlier one makes ours a conflict, a later one overwrites it.
@Suite struct `Writing while others write` {
    enum Writer: CaseIterable {
        /// Truncates and writes, as Tina4 does.
        case inPlace
        /// Writes in two steps.
        case slowly
        /// Opens the file and comes to write only later, as one that waits for a lock.
        case late
        /// Puts a new file over the old one.
        case byRename
    }

    let directory = TestDirectory(inMemory: true)

    @Test(.timeLimit(.minutes(5)), arguments: Writer.allCases)
    func `loses none of their updates`(_ writer: Writer) async throws {
        let store = try await directory.store()
        var outcomes = (done: 0, changed: 0)
        for round in 0..<100 {
            directory.write(1, "base \(round)")
            let write = RecordWrite(
                key: TestDirectory.key(1), expecting: Revision("base \(round)"), content: Array("ours \(round)".utf8))

            // Every other time so late that ours is done even on a busy machine.
            let delay = round * 7 % 400 * (round.isMultiple(of: 2) ? 1 : 10)
            async let theirs: Void = overwrite(writer, "theirs \(round)", after: delay)
            let outcome = try await store.write(write)
            await theirs

            switch outcome {
            case .done: outcomes.done += 1
            case .changed: outcomes.changed += 1
            case .gone: Issue.record("nobody ended it")
            }
            try #require(directory.content(1) == "theirs \(round)")
            try #require(directory.names == [TestDirectory.name(1)])
        }
        // Both must have come about, or nothing was raced for.
        #expect(outcomes.done > 0)
        #expect(outcomes.changed > 0)
    }

    @Test(.timeLimit(.minutes(5))) func `never brings back what they end`() async throws {
        let store = try await directory.store()
        for round in 0..<100 {
            directory.write(1, "base")
            async let theirs: Void = remove(after: round * 7 % 400)
            _ = try await store.write(
                RecordWrite(key: TestDirectory.key(1), expecting: Revision("base"), content: [1, 2, 3]))
            await theirs

            try #require(directory.names.isEmpty)
        }
    }

    private func overwrite(_ writer: Writer, _ content: String, after microseconds: Int) async {
        usleep(UInt32(microseconds))
        switch writer {
        case .inPlace: directory.write(1, content)
        case .slowly:
            let file = open(directory.path(TestDirectory.name(1)), O_WRONLY | O_TRUNC | O_CLOEXEC)
            _ = write(file, "the", 3)
            usleep(300)
            let rest = Array(content.utf8.dropFirst(3))
            _ = write(file, rest, rest.count)
            close(file)
        case .late:
            let file = open(directory.path(TestDirectory.name(1)), O_WRONLY | O_CLOEXEC)
            usleep(1000)
            ftruncate(file, 0)
            _ = write(file, content, content.utf8.count)
            close(file)
        case .byRename:
            directory.write("theirs", content)
            rename(directory.path("theirs"), directory.path(TestDirectory.name(1)))
        }
    }

    private func remove(after microseconds: Int) async {
        usleep(UInt32(microseconds))
        unlink(directory.path(TestDirectory.name(1)))
    }
}
