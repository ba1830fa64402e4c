import Operations
import RecordCorpus
import SessionFormats
import SessionModel
import Testing

@Suite struct `Finding out which framework wrote a record` {
    private func target(_ kind: Layout.Kind, table: String? = nil, memory: Memory = Memory()) -> OpenStore {
        let house = FormatHouse(kind, table: table)
        return OpenStore(
            name: "shop", store: MemoryStore(memory, prefix: ""), formats: house.formats, context: house.context)
    }

    @Test func `names every record in Redis and in files, whoever wrote it`() throws {
        let samples = try SampleRecord.all().filter { $0.kind != .table }
        #expect(samples.count > 100)
        #expect(Set(samples.map(\.writer)).count >= 18)
        let targets = [Layout.Kind.keyValue: target(.keyValue), .files: target(.files)]
        for sample in samples {
            let session = try #require(targets[sample.kind]?.session(from: sample.record))
            #expect(session.format == sample.format, "\(sample)")
            #expect(session.payload == nil || session.user == sample.user, "\(sample)")
        }
    }

    @Test func `names all formats of one database that many frameworks share`() async throws {
        let memory = Memory()
        let samples = try SampleRecord.all().filter { $0.kind == .keyValue }
        for (number, sample) in samples.enumerated() {
            // Samples of one shape may have one key.
            var key = sample.record.key.bytes
            if let last = key.indices.last, key[last].isLowerHexDigit {
                key[last] = UInt8(ascii: "0") + UInt8(number % 10)
            }
            memory.change(SessionKey(bytes: key)) {
                $0 = Memory.Entry(
                    content: sample.record.content, expiry: .at(Timestamp(milliseconds: 1_900_000_000_000)))
            }
        }

        let found = try await FormatDetection(of: target(.keyValue, memory: memory)).findings

        #expect(
            found.map(\.format.name) == [
                "php", "starsessions", "django-cache", "rack", "scs", "gorilla", "flask-session", "laravel", "express",
            ])
    }
}
