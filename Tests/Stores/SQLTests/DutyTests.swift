import SQLStore
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import SQLStore
@testable import SQLiteStore

/// A clock that goes on by the same step at each reading, and by what is rested; it counts instead of waiting.
private final class CountingClock: Sendable {
    private let state = Mutex<Int64>(0)
    private let step: Int64
    private let whileResting: @Sendable () -> Void

    /// - Parameter step: From one reading to the next, in nanoseconds.
    init(step: Int64, whileResting: @escaping @Sendable () -> Void) {
        self.step = step
        self.whileResting = whileResting
    }

    var now: Int64 { state.withLock { $0 } }

    var clock: FeedClock {
        FeedClock {
            self.state.withLock { now in
                now += self.step
                return now
            }
        } rest: { nanoseconds in
            guard nanoseconds > 0 else { return }
            self.state.withLock { $0 += nanoseconds }
            self.whileResting()
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `What looking costs` {
    @Test func `is at most a twentieth, however long a look takes and whoever asks for it`() {
        var duty = DutyLimit(interval: 1_000_000_000, isTold: true, now: 0)
        var (now, busy): (Int64, Int64) = (0, 0)
        for cost in [1_000_000, 300_000_000, 5_000_000, 40_000_000_000, 7] as [Int64] {
            now = max(now, duty.earliest) + cost
            busy += cost
            duty.looked(cost: cost, now: now)
            now = duty.earliest
            #expect(busy * 20 <= now)
        }
    }

    @Test func `is not more often than the interval while looks are cheap`() {
        var duty = DutyLimit(interval: 1_000_000_000, isTold: false, now: 0)
        duty.looked(cost: 1_000_000, now: 1_000_000)
        #expect(duty.due == 1_001_000_000)
        #expect(duty.news() == FeedMeasure(lag: 1001, share: 1.0 / 1001))
        #expect(duty.news() == nil)
        duty.looked(cost: 100_000_000, now: 1_101_000_000)
        #expect(duty.due == 3_001_000_000)
        #expect(duty.news()?.label == "lag<2.0s 3%")
    }

    /// A look reads the clock four times, two spans of a fifth of a second each: far more than the interval allows.
    @Test func `is kept while a table is followed`() async throws {
        let file = try SQLiteFile(SQLitePlace.Shape.tina4Node.rawValue)
        let number = Mutex(0)
        let counting = CountingClock(step: 200_000_000) {
            let number = number.withLock { number in
                number += 1
                return number
            }
            do { try file.run("INSERT INTO tina4_session VALUES ('s\(number)', '{}', 0)") } catch {
                Issue.record(error)
            }
        }
        let looks = Mutex(0)
        let measures = Mutex<[FeedMeasure]>([])

        try await look(at: file, by: counting.clock) { change in
            switch change {
            case .touched: looks.withLock { $0 += 1 }
            case .measured(let measure): measures.withLock { $0.append(measure) }
            case .connected, .expired, .evicted, .gap, .due, .lost: break
            }
            return looks.withLock { $0 } == 8
        }

        let busy = Int64(looks.withLock { $0 }) * 400_000_000
        #expect(busy * 20 <= counting.now)
        #expect(measures.withLock { $0 }.allSatisfy { $0.share <= 0.0501 })
        #expect(measures.withLock { $0 }.last.map { $0.lag >= 8000 } == true)
    }

    /// The sleep of a cancelled task is over at once: nothing may wait by that again and again.
    @Test func `is nothing once nobody follows any more`() async throws {
        let file = try SQLiteFile(SQLitePlace.Shape.tina4Node.rawValue)
        let rests = Mutex(0)
        let readings = Mutex<Int64>(0)
        let (ends, end) = AsyncStream<Void>.makeStream()
        let clock = FeedClock {
            readings.withLock { now in
                now += 1_000_000
                return now
            }
        } rest: { _ in
            rests.withLock { $0 += 1 }
            end.finish()
            while !Task.isCancelled { await Task.yield() }
        }

        let looking = try await start(looking: file, by: clock) { _ in }
        for await _ in ends {}
        looking.cancel()
        let outcome = await looking.result

        #expect(rests.withLock { $0 } == 1)
        #expect(throws: StoreError.self) { try outcome.get() }
    }

    /// Follows by looking alone until the changes told are enough.
    private func look(
        at file: SQLiteFile, by clock: FeedClock, until isEnough: @escaping @Sendable (StoreChange) -> Bool
    ) async throws {
        let (ends, end) = AsyncStream<Void>.makeStream()
        let looking = try await start(looking: file, by: clock) { change in
            if isEnough(change) { end.finish() }
        }
        for await _ in ends {}
        looking.cancel()
        _ = await looking.result
    }

    private func start(
        looking file: SQLiteFile, by clock: FeedClock, deliver: @escaping @Sendable (StoreChange) -> Void
    ) async throws -> Task<Void, any Error> {
        let address = StoreAddress(scheme: "sqlite", path: file.path)
        let opening = StoreOpening(address: address, layouts: [.table(.tina4())])
        let store = try await SQLStore.open(SQLiteEngine(opening), opening)
        let follower = TableFollower(
            engine: store.engine, table: store.table, lifetime: store.lifetime, rights: store.rights, clock: clock,
            deliver: deliver)
        return Task {
            var episode = FeedEpisode()
            let worker = SQLWorker(store.engine, lifetime: store.lifetime, label: "test")
            _ = try await TableLook(follower: follower, worker: worker, pusher: nil, awaitsSetup: false)
                .run(.poll(seconds: 1), &episode)
        }
    }
}
