internal import Operations
internal import SessionFormats
internal import Synchronization
internal import SessionModel
internal import StoreKit
internal import TestSupport
internal import Glibc

extension Benchmark {
    /// How soon a change is known, and how many can be taken in.
    static let feed = Benchmark(name: "feed", summary: "from a write in Redis to its observation and to a drawn frame")
    {
        let server = try Fixtures.redis(20_000)
        let store = try await Job.redis("\(server.port)")
        try await paced(server, store)
        try await saturated(server, store)
        await store.close()
    }

    /// 1,000 writes a second for three seconds.
    private static func paced(_ server: RedisServer, _ store: any SessionStore) async throws {
        let writes = Writes()
        let target = OpenStore(
            name: "benchmark", store: store, formats: [.tina4],
            context: FormatContext(layouts: SessionFormat.tina4.layouts))
        let (news, continuation) = AsyncStream<(ChangeNews, Int64)>.makeStream()
        let following = Task {
            try await ChangeFollower(target).follow { continuation.yield(($0, Clock.nanoseconds)) }
        }
        let known = Mutex<[Double]>([])
        let painted = Mutex<[Double]>([])
        let showing = Task {
            var harness = ConsoleHarness(expecting: 100_000)
            _ = harness.fill(100_000)
            for await (event, moment) in news {
                guard case .observed(let observations) = event else { continue }
                let starts = observations.compactMap { writes.moment(of: $0.key) }
                harness.hear(event)
                let drawn = Clock.nanoseconds
                known.withLock { $0 += starts.map { Double(moment - $0) / 1e3 } }
                painted.withLock { $0 += starts.map { Double(drawn - $0) / 1e3 } }
            }
        }
        try await Task.sleep(for: .milliseconds(500))
        let port = server.port
        try await Task.detached { try writes.pace(port, perSecond: 1000, seconds: 3) }.value
        try await Task.sleep(for: .milliseconds(300))
        following.cancel()
        continuation.finish()
        await showing.value
        let count = known.withLock { $0.count }
        Report.say("  -- 1,000 SETEX a second for 3 s: \(count) of 3000 observed one by one")
        Report.spread("write to observation (read back, compared)", known.withLock { $0 }, unit: "us", aim: (nil, 1000))
        Report.spread("write to drawn frame, 100,000 rows", painted.withLock { $0 }, unit: "us", aim: (nil, 16_667))
    }

    /// Writes as fast as the server takes them.
    private static func saturated(_ server: RedisServer, _ store: any SessionStore) async throws {
        let heard = Mutex(0)
        let watching = Task {
            try await store.watch { change in
                if case .touched(let keys) = change { heard.withLock { $0 += keys.count } }
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        let port = server.port
        let (start, processor) = (Clock.nanoseconds, Clock.processor)
        let (written, own) = try await Task.detached { try Writes.flood(port, seconds: 2) }.value
        let seconds = Double(Clock.nanoseconds - start) / 1e9
        try await Task.sleep(for: .milliseconds(300))
        let events = heard.withLock { $0 }
        let used = Double(Clock.processor - processor - own)
        watching.cancel()
        Report.say("  -- at saturation: \(written) writes, \(events) events")
        Report.line("events taken in", Double(events) / seconds, unit: "a second")
        Report.line("our processor time an event", used / Double(max(events, 1)) / 1e3, unit: "us")
    }
}

/// Writes with the moments at which they were made.
private final class Writes: Sendable {
    private let moments = Mutex<[SessionKey: Int64]>([:])

    /// When the last write to a key was sent, once.
    func moment(of key: SessionKey) -> Int64? { moments.withLock { $0.removeValue(forKey: key) } }

    /// Writes one after the other at a steady pace.
    func pace(_ port: Int, perSecond: Int, seconds: Int) throws {
        let connection = try BareConnection(port: port)
        let start = Clock.nanoseconds
        for number in 0..<(perSecond * seconds) {
            let session = SampleSession(number)
            let bytes = Fixtures.setting(session.id, session.payload, seconds: 3600)
            let due = start + Int64(number) * 1_000_000_000 / Int64(perSecond)
            let rest = due - Clock.nanoseconds
            if rest > 0 { usleep(UInt32(rest / 1000)) }
            moments.withLock { $0[SessionKey(Fixtures.prefix + session.id)] = Clock.nanoseconds }
            try connection.send(bytes)
            try connection.skip(5)
        }
    }

    /// Writes in batches of 200 until the time is over; how many, and what this thread's work cost in nanoseconds.
    static func flood(_ port: Int, seconds: Int64) throws -> (count: Int, processor: Int64) {
        let connection = try BareConnection(port: port)
        let batches = (0..<100).map { batch in
            (0..<200).flatMap { number in
                let session = SampleSession(batch * 200 + number)
                return Fixtures.setting(session.id, session.payload, seconds: 3600)
            }
        }
        let (end, before) = (Clock.nanoseconds + seconds * 1_000_000_000, Clock.thread)
        var count = 0
        while Clock.nanoseconds < end {
            try connection.send(batches[count / 200 % batches.count])
            try connection.skip(200 * 5)
            count += 200
        }
        return (count, Clock.thread - before)
    }
}
