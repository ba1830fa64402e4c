internal import CAllocations
internal import Glibc
internal import RecordCorpus
internal import SessionFormats
internal import SessionModel

/// Gives damaged records to every decoder, and what they read to the console: `swift run -c release Fuzzer
/// [COUNT [SEED]]`, a million by itself.
///
/// Ends with 1 at the first that takes over 100 ms of the processor, holds more memory at once than 16 times the record
/// and what is packed in it (and 128 KiB: what unpacks a stream makes room for 64 KiB, by doubling), or is written again
/// otherwise than it was.
@main
struct Fuzzer {
    /// How much memory may be held beside 16 times the record, in bytes.
    private static let base = 128 << 10

    /// How long one record may take, in nanoseconds; a program that is not optimized gets ten times as long.
    #if DEBUG
        private static let timeLimit: UInt64 = 1_000_000_000
    #else
        private static let timeLimit: UInt64 = 100_000_000
    #endif

    private var onlooker = Onlooker()
    private var counts: [String: Int] = [:]
    private var slowest: UInt64 = 0
    private var largest = 0.0
    private var isFine = true

    static func main() {
        let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
        var fuzzer = Fuzzer()
        do {
            try fuzzer.run(Int(arguments.first ?? 1_000_000), seed: arguments.dropFirst().first ?? 1)
        } catch {
            print(error)
            exit(2)
        }
        exit(fuzzer.isFine ? 0 : 1)
    }

    private mutating func run(_ count: Int, seed: UInt64) throws {
        var records = try RecordFuzzer(seed: seed)
        var done = 0
        while done < count, isFine, let trial = records.next() {
            attempt(trial, records)
            done += 1
            if done.isMultiple(of: 100_000) { print("\(done) …") }
        }
        onlooker.look()
        let kinds = counts.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print("\(done) damaged records, seed \(seed): \(kinds)")
        let times = Double(Int(largest * 10)) / 10
        print("slowest \(slowest / 1000) µs; most memory at once \(times) times a record of 16 KiB or more")
    }

    private mutating func attempt(_ trial: RecordFuzzer.Case, _ records: RecordFuzzer) {
        callocations_begin()
        let start = Self.now()
        let (outcome, session) = records.run(trial)
        let time = Self.now() - start
        let memory = callocations_peak()
        slowest = max(slowest, time)
        let size = trial.size
        if size >= 16 << 10 { largest = max(largest, Double(memory) / Double(size)) }
        counts[Self.name(outcome), default: 0] += 1
        if time > Self.timeLimit { report("took \(time / 1000) µs", trial) }
        if memory > Self.base + 16 * size { report("held \(memory) bytes", trial) }
        if case .changed(let written) = outcome { report("was written as \(Self.shown(written))", trial) }
        if let session { onlooker.see(session) }
    }

    private mutating func report(_ what: String, _ trial: RecordFuzzer.Case) {
        isFine = false
        print("A record of \(trial.sample), read as \(trial.format.name) under \(trial.record.key.text), \(what):")
        print(Self.shown(trial.record.content.bytes ?? []))
    }

    private static func name(_ outcome: RecordFuzzer.Outcome) -> String {
        switch outcome {
        case .foreign: "foreign"
        case .unreadable: "unreadable"
        case .shown: "shown"
        case .rewritten: "rewritten"
        case .refused: "refused"
        case .changed: "changed"
        }
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        bytes.prefix(4096).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }

    /// The processor's time of this thread, in nanoseconds: what else the machine does is not the decoder's.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
