import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `A hundred thousand sessions` {
    /// A console with so many sessions listed, none of them read.
    static let long = makeLong()

    private static func makeLong() -> (stage: Stage, count: Int) {
        let count = 100_000
        var stage = Stage()
        stage.open()
        var page = RecordPage()
        for number in 0..<count {
            let key = SessionKey(Sample.prefix + "id\(number)")
            let deadline = Sample.now.milliseconds + 60_000 + Int64(number * 7919 % count) * 10
            key.bytes.withUnsafeBytes { page.append(key: $0, deadline: deadline) }
        }
        page.progress = 1
        if case .scan(let ticket, _, _, _)? = stage.takeWaiting().first {
            stage.send(.page(ticket, page))
            stage.send(.scanEnded(ticket, failure: nil))
        }
        return (stage, count)
    }

    @Test func `asks the store only for what is on screen, whatever is pressed`() {
        var (stage, count) = Self.long
        let keys = [
            "j", "G", "g", "Ctrl-d", "PgDn", "k", "Ctrl-f", "S", "S", "G", "Space", "N", "n", "s", "u", "s", "t", "C",
        ]
        var asked: [SessionKey] = []
        for key in keys {
            stage.send(.keys([Stage.key(key)]))
            let new = stage.takeWaiting()
            #expect(new.count <= 2, "\(key)")
            for case .read(let keys) in new { asked += keys }
        }

        #expect(stage.shows("\(count.grouped) of \(count.grouped) shown"))
        #expect(asked.count <= keys.count * 24)
        #expect(Set(asked).count == asked.count)
        #expect(stage.console.list.details.isEmpty)
    }

    @Test func `narrows them all while a filter is typed`() {
        var (stage, _) = Self.long
        stage.type("/id9999")

        #expect(stage.rows[2].contains("11 of 100,000 shown"), "\(stage.rows[2])")
        stage.send(.keys([.escape]))
        #expect(stage.rows[2].contains("100,000 of 100,000 shown"), "\(stage.rows[2])")
    }

    @Test func `are put in order less often while they are still coming in`() {
        var list = Self.long.stage.console.list
        list.arrange(at: Sample.now, isForced: true)
        list.touchOrder()

        #expect(list.nextArrangement(after: Sample.now) == Sample.now.adding(milliseconds: 250))
        list.isFilling = true
        #expect(list.nextArrangement(after: Sample.now) == Sample.now.adding(milliseconds: 400))
    }

    @Test func `does not tell of a hundred thousand new sessions after the first listing`() {
        let (stage, count) = Self.long

        #expect(stage.console.events.total == 0)
        #expect(stage.console.list.liveCount == count)
    }

    @Test func `asks in bounded batches when very many are due at once`() {
        var (stage, _) = Self.long
        _ = stage.takeWaiting()
        stage.advance(milliseconds: 10_000_000)
        let looks = stage.takeWaiting().compactMap { if case .look(let keys) = $0 { keys.count } else { nil } }

        #expect(looks == [500])
    }

    @Test func `looks at all that a listing has not seen again, so many in a second`() {
        var (stage, count) = Self.long
        stage.send(.news(.gap("the store was emptied")))
        guard case .scan(let ticket, _, _, _)? = stage.takeWaiting().last else {
            Issue.record("It did not list again.")
            return
        }
        stage.send(.scanEnded(ticket, failure: nil))

        var turns: [Int] = []
        for _ in 0..<6 {
            var looked = 0
            for case .look(let keys) in stage.takeWaiting() {
                looked += keys.count
                stage.send(.looked(keys.map { Observation(key: $0) }))
            }
            turns.append(looked)
            stage.advance(milliseconds: 1_000)
        }

        #expect(turns.reduce(0, +) == count)
        #expect(turns.max() == 20_000)
        #expect(stage.console.list.liveCount == 0)
    }

    @Test func `keeps few rows of ended sessions, however many end`() {
        var (stage, count) = Self.long
        let gone = (0..<5_000).map { Observation(key: SessionKey(Sample.prefix + "id\($0)")) }
        stage.send(.news(.observed(gone)))

        #expect(stage.console.list.dyingCount <= SessionList.mostDying)
        #expect(stage.console.list.liveCount == count - 5_000)
    }
}
