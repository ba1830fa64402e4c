internal import CLinux
internal import Glibc
internal import TestSupport

/// Measures what a person waits for, each beside a peer in the same run: `swift run -c release Benchmarks [NAME …]`.
///
/// Machines differ and drift, so every line ends with a ratio; quote that. Servers and files are private to the run.
@main
struct Benchmarks {
    static let all: [Benchmark] = [
        .redis, .neighbour, .mongodb, .memcached, .files, .sqlite, .postgresql, .mariadb, .firebird, .table, .keys,
        .terminal, .feed, .tableFeed, .payload,
    ]

    static func main() async {
        do {
            try await measure()
        } catch {
            Report.say("\(error)")
            exit(1)
        }
    }

    private static func measure() async throws {
        // As the console does.
        clinux_return_large_blocks(1 << 20)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let job = arguments.first.flatMap(Job.init(rawValue:)) {
            return try await job.run(Array(arguments.dropFirst()))
        }
        let unknown = arguments.filter { name in !all.contains { $0.name == name } }
        guard unknown.isEmpty else {
            Report.say("There is no benchmark \(unknown.joined(separator: ", ")). There are:")
            for benchmark in all { print("  \(benchmark.name)  \(benchmark.summary)") }
            exit(64)
        }
        for benchmark in all where arguments.isEmpty || arguments.contains(benchmark.name) {
            Report.say("\n\(benchmark.name): \(benchmark.summary)  (swift run -c release Benchmarks \(benchmark.name))")
            try await benchmark.run()
        }
    }
}

/// One subject that can be measured alone.
struct Benchmark: Sendable {
    /// How it is asked for.
    let name: String
    /// What it measures, in a line.
    let summary: String
    /// Measures and prints.
    let run: @Sendable () async throws -> Void
}
