internal import Glibc
internal import TestSupport

extension Benchmark {
    /// What others on the same Redis feel of a listing.
    static let neighbour = Benchmark(
        name: "neighbour", summary: "another client's GETs while 1,000,000 sessions are listed"
    ) {
        let server = try Fixtures.redis(1_000_000)
        let port = "\(server.port)"
        let idle = try gets(server)
        Report.spread("idle", idle, unit: "us")
        let probe = try Peer.compiled("redis_listing")
        // A shell that is ended leaves its command running, which would be measured with what comes next.
        let loop = "trap 'kill $job; exit' TERM; while :; do '\(probe)' \(port) 300 & job=$!; wait $job; done"
        let looped = try ProgramRun.start(["-c", loop], program: "/bin/sh")
        Report.spread("while the C probe lists", try gets(server), unit: "us")
        looped.process.terminate()
        let full = try meanwhile("full", server)
        Report.spread("while we list at full speed", full, unit: "us", aim: (nil, 500))
        let polite = try meanwhile("polite", server)
        Report.spread("while we list politely", polite, unit: "us")
        let before = try gets(server)
        let (again, after) = (try meanwhile("polite", server), try gets(server))
        let ratio =
            (polite.percentile(99) + again.percentile(99))
            / ((idle.percentile(99) + before.percentile(99) * 2 + after.percentile(99)) / 2)
        Report.line("polite p99 / idle p99", ratio, unit: "times", aim: 4)
    }

    private static func meanwhile(_ pace: String, _ server: RedisServer) throws -> [Double] {
        let listing = try Job.loopRedis.start(["\(server.port)", pace])
        defer { listing.process.kill() }
        usleep(300_000)
        return try gets(server)
    }

    /// Three seconds of GETs, one each 300 us; the microseconds that each took.
    private static func gets(_ server: RedisServer) throws -> [Double] {
        let connection = try BareConnection(port: server.port)
        var random = RepeatableRandom(seed: 7)
        let keys = (0..<5000).map { _ in
            let key = Fixtures.prefix + SampleSession(random.number(in: 0...999_999)).id
            return Array("*2\r\n$3\r\nGET\r\n$\(key.utf8.count)\r\n\(key)\r\n".utf8)
        }
        var times: [Double] = []
        let end = Clock.nanoseconds + 3_000_000_000
        while Clock.nanoseconds < end {
            let request = random.pick(keys)
            let start = Clock.nanoseconds
            try connection.send(request)
            try connection.skipBulk()
            times.append(Double(Clock.nanoseconds - start) / 1e3)
            usleep(300)
        }
        return times
    }
}
