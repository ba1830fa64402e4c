import Operations
import RecordCorpus
import SessionFormats
import SessionModel
import Testing
import TextCodings

@Suite struct `Finding out which framework wrote a record` {
    private func target(_ kind: Layout.Kind, table: String? = nil, memory: Memory = Memory()) -> OpenStore {
        let house = FormatHouse(kind, table: table)
        return OpenStore(
            name: "shop", store: MemoryStore(memory, prefix: ""), formats: house.formats, context: house.context)
    }

    @Test func `names every record outside of tables, whoever wrote it`() throws {
        let samples = try SampleRecord.all().filter { $0.kind != .table }
        #expect(samples.count > 100)
        #expect(Set(samples.map(\.writer)).count >= 18)
        let targets = Dictionary(
            uniqueKeysWithValues: [Layout.Kind.keyValue, .files, .documents, .memory].map { ($0, target($0)) })
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
                "php", "starsessions", "django-cache", "rack", "scs", "gorilla", "flask-session", "laravel", "spring",
                "aspnetcore", "express", "tina4",
            ])
    }

    @Test func `finds each session by the cookie that its framework sent`() async throws {
        let samples = try SampleRecord.all().filter { $0.cookie != nil && $0.kind != .files }
        #expect(samples.count > 100)
        for sample in samples {
            let memory = Memory()
            memory.change(sample.record.key) {
                $0 = Memory.Entry(
                    content: sample.record.content, expiry: .at(Timestamp(milliseconds: 1_900_000_000_000)))
            }
            var target = target(sample.kind, table: sample.table, memory: memory)
            // Of a table it is known by its columns whose it is.
            if sample.kind == .table { target.formats.removeAll { $0.name != sample.format } }
            if sample.kind == .keyValue {
                // What the application puts in front of its keys is known once the store was looked through.
                let found = try #require(try await FormatDetection(of: target).findings.first, "\(sample)")
                target.context.layoutsByFormat[found.format.name] = found.layouts
            }

            let sessions = try await target.sessions(ofCookie: #require(sample.cookie) + "; Path=/; HttpOnly")

            #expect(sessions.map(\.key) == [sample.record.key], "\(sample)")
            #expect(sessions.first?.format == sample.format)
        }
    }

    @Test func `says of a cookie of another application that its signature does not fit`() async throws {
        let sample = try #require(
            try SampleRecord.all().first { $0.format == "express" && $0.kind == .keyValue && $0.cookie != nil })
        var target = target(.keyValue)
        target.context.secrets = [Secret("another")]

        let error = await #expect(throws: CookieSearchError.self) {
            _ = try await target.sessions(ofCookie: #require(sample.cookie))
        }

        #expect(error?.description.contains("The signature fits not the secret") == true)
    }
}
