public import SessionFormats
public import SessionModel
internal import TestSupport

/// Gives every decoder damaged records, the same in every run of a seed.
public struct RecordFuzzer {
    /// A damaged record and the format that reads it.
    public struct Case {
        /// What was damaged.
        public var sample: SampleRecord
        /// The format that reads it: mostly its own, now and then another one.
        public var format: SessionFormat
        /// The damaged record.
        public var record: StoredRecord
        /// What it is read by.
        public var context: FormatContext

        /// How much a decoder is given to read, in bytes: the record, and what is packed in it.
        public var size: Int {
            record.size + record.key.bytes.count
                + (record.content.bytes.flatMap(MemcachedExtension.contentSize) ?? 0)
        }
    }

    /// What became of a record.
    public enum Outcome: Sendable {
        /// It is none of the format's.
        case foreign
        /// It is one, and can't be read.
        case unreadable
        /// It was read, and may only be looked at.
        case shown
        /// It was read, and written again as it was.
        case rewritten
        /// It was read, and an edit of it is refused.
        case refused
        /// It was written again, and not as it was.
        case changed([UInt8])
    }

    private let samples: [SampleRecord]
    private let contents: [[UInt8]]
    private let houses: [Layout.Kind: FormatHouse]
    private var mutation: RecordMutation
    /// What sessions are moved to: a usual end, and the last there is.
    private let deadlines = [
        Deadline.at(Timestamp(milliseconds: 1_900_000_000_000)), .at(Timestamp.calendar.upperBound),
    ]
    /// Ends that no store should have, and that any may.
    private static let oddEnds: [Int64] = [.min, .min + 1, -1, 0, .max - 1, .max]

    /// Creates a fuzzer.
    ///
    /// - Throws: `TestSupportError` where the records can't be read.
    public init(seed: UInt64) throws {
        let all = try SampleRecord.all()
        // Long records take the time of many short ones and show little more: one of each writer's.
        var writers: Set<String> = []
        samples = all.filter { $0.record.size < 2048 || writers.insert($0.writer).inserted }
        contents = samples.compactMap { $0.record.content.bytes }
        let kinds: [Layout.Kind] = [.keyValue, .files, .table, .documents, .memory]
        houses = Dictionary(uniqueKeysWithValues: kinds.map { ($0, FormatHouse($0)) })
        mutation = RecordMutation(seed: seed)
        // Once each as they are, so that what is loaded at its first use is there.
        for sample in samples {
            _ = houses[sample.kind].map { $0.format(sample.format)?.read(sample.record, $0.context) }
        }
    }

    /// The next damaged record.
    public mutating func next() -> Case? {
        let sample = mutation.random.pick(samples)
        // One in eight goes to a format that never wrote it.
        let home = mutation.random.once(in: 8) ? mutation.random.pick(samples) : sample
        guard let house = houses[home.kind], let format = house.format(home.format),
            let content = sample.record.content.bytes
        else { return nil }
        var record = home.record
        record.content = .bytes(mutation(content, from: contents))
        record.size = record.content.bytes?.count ?? 0
        if record.expiry != nil, mutation.random.once(in: 16) {
            record.expiry = .at(Timestamp(milliseconds: mutation.random.pick(Self.oddEnds)))
        }
        var context = house.context
        context.layouts = context.layouts(of: format.name)
        // Keys that take many milliseconds would make all the others wait.
        context.isGlancing = !mutation.random.once(in: 16)
        return Case(sample: sample, format: format, record: record, context: context)
    }

    /// Reads a record in all the ways the program does, moves its end and writes it again, with what belongs to it;
    /// gives the session as well, where it is one.
    public func run(_ trial: Case) -> (outcome: Outcome, session: Session?) {
        let (format, context) = (trial.format, trial.context)
        glance(trial)
        guard let session = format.read(trial.record, context) else { return (.foreign, nil) }
        for deadline in deadlines {
            _ = try? format.redate(session, deadline, context)
            _ = format.companions(session, .redate(deadline))
        }
        _ = format.companions(session, .end)
        return (written(session, trial), session)
    }

    private func written(_ session: Session, _ trial: Case) -> Outcome {
        guard let payload = session.payload else { return .unreadable }
        guard session.viewOnlyReason == nil else { return .shown }
        guard let written = try? trial.format.content(session, payload, trial.context) else { return .refused }
        return .bytes(written) == trial.record.content ? .rewritten : .changed(written)
    }

    private func glance(_ trial: Case) {
        var page = RecordPage()
        let glance = trial.format.glance(trial.context)
        trial.record.key.bytes.withUnsafeBytes { key in
            (trial.record.content.bytes ?? []).withUnsafeBytes { content in
                glance(
                    key, content, trial.record.expiry?.tableValue ?? RowFacts.unknown,
                    trial.record.modified?.milliseconds ?? RowFacts.unknown, &page)
            }
        }
    }
}
