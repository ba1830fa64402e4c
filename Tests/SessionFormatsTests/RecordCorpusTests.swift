import RecordCorpus
import SessionFormats
import SessionModel
import TestSupport
import Testing

/// What holds for every format alike, on records that the frameworks wrote.
@Suite struct `Records of every framework` {
    /// A sample, the format that reads it, and what came of that.
    private struct Reading: Sendable, CustomStringConvertible {
        var sample: SampleRecord
        var format: SessionFormat
        var context: FormatContext
        var session: Session

        var description: String { sample.description }

        /// The session with another payload in it, read back.
        func rewritten(_ payload: Payload) throws -> Session {
            var record = sample.record
            record.content = .bytes(try format.content(session, payload, context))
            return try #require(format.read(record, context))
        }
    }

    private static func reading(_ sample: SampleRecord) throws -> Reading {
        let house = FormatHouse(of: sample)
        let format = try #require(house.format(sample.format))
        var context = house.context
        context.layouts = context.layouts(of: format.name)
        let session = try #require(format.read(sample.record, context), "\(sample)")
        return Reading(sample: sample, format: format, context: context, session: session)
    }

    private static let readings = Result { try SampleRecord.all().map(reading) }

    private static func editable() throws -> [Reading] {
        try readings.get().filter { $0.session.payload != nil && $0.session.viewOnlyReason == nil }
    }

    @Test func `tell their user and their end`() throws {
        let readings = try Self.readings.get()
        #expect(readings.count > 150)
        for reading in readings where reading.session.payload != nil {
            #expect(reading.session.user == reading.sample.user, "\(reading)")
            guard let dies = reading.sample.dies else { continue }
            let deadline = reading.session.deadline
            #expect(
                abs((deadline.moment?.milliseconds ?? 0) - (dies.moment?.milliseconds ?? 0)) <= 1000, "\(reading)")
        }
    }

    @Test func `that have ended are known for ended`() throws {
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        // When a sealed file has ended is within what is encrypted.
        let ended = try Self.readings.get().filter { $0.sample.shape.hasPrefix("expired") && $0.sample.dies != nil }
        #expect(ended.count >= 15)
        for reading in ended { #expect(reading.session.deadline.hasPassed(at: now), "\(reading)") }
    }

    @Test func `are written as they were, or may only be looked at and say why`() throws {
        for reading in try Self.readings.get() {
            if let reason = reading.session.viewOnlyReason {
                #expect(reason.hasSuffix(".") && reason.count > 20, "\(reading)")
                continue
            }
            let payload = try #require(reading.session.payload, "\(reading)")
            let written = try reading.format.content(reading.session, payload, reading.context)
            #expect(.bytes(written) == reading.sample.record.content, "\(reading)")
        }
    }

    private static func isSealedOrPacked(_ reading: Reading) -> Bool {
        ["-cbc", "-gcm", "large-memcached"].contains(where: reading.sample.shape.contains)
    }

    @Test func `change nothing but the field that is edited`() throws {
        var count = 0
        for reading in try Self.editable() {
            let payload = try #require(reading.session.payload)
            let paths = payload.allNodes.filter { $0.kind == .string || $0.kind == .number }.map(\.path)
                .filter { path in
                    !reading.session.protectedPaths.contains { path.isWithin($0) }
                        && !reading.session.bookkeepingPaths.contains { path.isWithin($0) }
                        && path.lastKey?.hasPrefix("$") != true
                }
            for path in paths.prefix(12) {
                let edited = try payload.setting(path, to: Array(#""edited, é""#.utf8))
                let after = try #require(try reading.rewritten(edited).payload, "\(reading) \(path)")
                #expect(payload.differences(to: after).map(\.path) == [path], "\(reading) \(path)")
                #expect(after.node(at: path)?.string == "edited, é")
                count += 1
            }
        }
        #expect(count > 200)
    }

    @Test func `take a new field and give it up again, byte for byte`() throws {
        let path = PayloadPath([.key("added")])
        for reading in try Self.editable() {
            let payload = try #require(reading.session.payload)
            let more = try reading.rewritten(payload.setting(path, to: Array("[1,true,null]".utf8)))
            #expect(payload.differences(to: try #require(more.payload)).map(\.path) == [path], "\(reading)")

            let back = try reading.format.content(more, #require(more.payload).removing(path), reading.context)

            // A signature has the time of its making, and what is encrypted or packed never looks the same twice.
            if reading.format.name == "django" || Self.isSealedOrPacked(reading) { continue }
            #expect(.bytes(back) == reading.sample.record.content, "\(reading)")
        }
    }

    @Test func `keep their clocks where a field is edited`() throws {
        for reading in try Self.editable() {
            let payload = try #require(reading.session.payload)
            let edited = try payload.setting(PayloadPath([.key("added")]), to: Array("1".utf8))
            #expect(try reading.rewritten(edited).clocks == reading.session.clocks, "\(reading)")
        }
    }

    @Test func `of express move lifetime, date and store together, whatever the store`() throws {
        let express = try Self.editable().filter { $0.format.name == "express" }
        #expect(Set(express.map(\.sample.kind)).count == 5)
        let age = PayloadPath(["cookie", "originalMaxAge"].map { .key($0) })
        for reading in express {
            // A session of the browser's has no lifetime of its own to move.
            let before = try #require(reading.session.payload?.node(at: age)?.rawText)
            guard let life = Int64(before), life > 0 else { continue }
            let later = try #require(reading.session.deadline.moment).adding(milliseconds: 600_000)
            let redating = try reading.format.redate(reading.session, .at(later), reading.context)
            var record = reading.sample.record
            record.content = .bytes(try #require(redating.content, "\(reading)"))
            if let expiry = redating.expiry { record.expiry = expiry }

            let after = try #require(reading.format.read(record, reading.context))

            #expect(after.deadline == .at(later), "\(reading)")
            let cookie = try #require(after.payload?.node(at: PayloadPath([.key("cookie")])))
            #expect(cookie.child(.key("originalMaxAge"))?.rawText == "\(life + 600_000)", "\(reading)")
            let date = cookie.child(.key("expires"))
            let text = date?.string ?? date?.child(.key("$date"))?.string
            #expect(text.flatMap { Timestamp(iso8601: $0) } == later, "\(reading)")
        }
    }

    /// Fields that a framework keeps for itself, wherever they are found.
    private static let own = [
        "express": ["cookie", "__lastAccess"], "laravel": ["_token", "_flash", "_previous"],
        "starsessions": ["__metadata__"], "flask-session": ["_permanent"],
        "django": ["_auth_user_backend", "_auth_user_hash", "_session_expiry"],
        "rack": ["_csrf_token", "session_id", "warden.user.user.key"], "tina4": ["_meta", "_created", "_accessed"],
    ]

    @Test func `show what is the framework's own`() throws {
        for reading in try Self.readings.get() {
            let payload = reading.session.payload
            for key in Self.own[reading.format.name] ?? [] {
                let path = PayloadPath([.key(key)])
                guard payload?.node(at: path) != nil else { continue }
                #expect(reading.session.protectedPaths.contains(path), "\(reading) \(path)")
            }
        }
    }

    @Test func `of activerecord-session_store have no end to move, and promise none`() throws {
        let rows = try Self.readings.get().filter { $0.sample.writer.hasPrefix("activerecord-session_store") }
        #expect(rows.count == 22)
        let later = Deadline.at(Timestamp(milliseconds: 1_800_000_000_000))
        for reading in rows {
            let isMarshal = !["-json", "-null", "-hybrid"].contains(where: reading.sample.shape.hasSuffix)
            #expect(reading.session.viewOnlyReason?.hasSuffix("the session can be ended.") == (isMarshal ? true : nil))
            #expect(reading.session.lastSeenAt == reading.sample.record.modified)
            #expect(reading.session.createdAt.map { $0 <= reading.sample.record.modified ?? $0 } == true, "\(reading)")
            #expect(throws: FormatError.self) { try reading.format.redate(reading.session, later, reading.context) }
        }
    }

    @Test func `of Laravel's caches get cookies that are called as its own`() throws {
        let cached = try Self.readings.get().filter { $0.format.name == "laravel" && $0.sample.kind == .keyValue }
        #expect(Set(cached.map(\.sample.writer)) == ["laravel-8.83.26", "laravel-13.31.0"])
        for reading in cached {
            let own = try #require(reading.sample.cookie?.split(separator: "=").first)
            let id = try #require(reading.session.id)
            let cookie = try #require(reading.format.cookie(id, reading.session, reading.context))
            #expect(cookie.hasPrefix("\(own)="), "\(reading)")
            #expect(try reading.format.idInCookie(cookie, reading.context) == id)
        }
    }

    /// What a store has encrypted, with kruptein or, until connect-mongo 4, by itself.
    private static func sealed() throws -> [Reading] {
        try readings.get().filter { $0.sample.writer.hasPrefix("kruptein") || $0.sample.writer.hasSuffix("-crypto") }
    }

    private static func names(_ reading: Reading, in reason: String?) -> Bool {
        reason?.contains(reading.sample.writer.hasPrefix("kruptein") ? "by kruptein" : "by connect-mongo") == true
    }

    @Test func `that are ciphertext are known by their envelope`() throws {
        let sealed = try Self.sealed()
        #expect(sealed.count == 70)
        for reading in sealed {
            var context = reading.context
            context.secrets = []
            let session = try #require(reading.format.read(reading.sample.record, context))
            #expect(session.isSealed)
            #expect(Self.names(reading, in: session.viewOnlyReason), "\(reading)")
            // A file says nothing of its end but in what is encrypted.
            if reading.sample.kind == .files { continue }
            let later = Deadline.at(Timestamp(milliseconds: 1_800_000_000_000))
            #expect(try reading.format.redate(session, later, context).expiry == later)
        }
    }

    @Test func `that are ciphertext are opened by their secret, and kept`() throws {
        let openable = try Self.sealed().filter { $0.sample.kind != .files }
        #expect(Set(openable.map(\.sample.writer)).count == 5)
        for reading in openable {
            var context = reading.context
            context.secrets = [Secret("another"), Secret("Unit-Test-Secret-25")]
            let session = try #require(reading.format.read(reading.sample.record, context))
            let payload = try #require(session.payload, "\(reading)")

            #expect(session.user == reading.sample.user)
            #expect(Self.names(reading, in: session.viewOnlyReason), "\(reading)")
            #expect(payload.node(at: try PayloadPath(parsing: "cookie.originalMaxAge")) != nil)
            if reading.sample.shape.hasPrefix("unicode") {
                #expect(payload.node(at: try PayloadPath(parsing: "name"))?.string == "Zoë 🦉")
            }
            let later = Deadline.at(Timestamp(milliseconds: 1_800_000_000_000))
            let redating = try reading.format.redate(session, later, context)
            #expect(redating.expiry == later && redating.content == nil)
            #expect(throws: FormatError.self) { try reading.format.content(session, payload, context) }
        }
    }

    @Test func `that are ciphertext stay closed to another secret, and in a listing`() throws {
        for reading in try Self.sealed().filter({ $0.sample.kind != .files && $0.sample.shape.hasPrefix("small") }) {
            var context = reading.context
            context.secrets = [Secret("another")]
            let closed = reading.format.read(reading.sample.record, context)
            #expect(closed?.viewOnlyReason?.contains("does not fit") == true)
            #expect(Self.names(reading, in: closed?.viewOnlyReason), "\(reading)")
            // A listing of very many is none to wait for.
            context.secrets = [Secret("Unit-Test-Secret-25")]
            context.isGlancing = true
            #expect(reading.format.read(reading.sample.record, context)?.payload == nil)
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Damaged records` {
    /// `swift run -c release Fuzzer` does a million.
    @Test func `crash nothing, hang nothing, and take no more memory than they may`() throws {
        let program = try Program.path(of: "Fuzzer")
        let run = try ProgramRun(["4000", "20261129"], program: program, atMost: .seconds(240))
        #expect(run.code == 0, "\(run.outputText)\(run.errorText)")
        #expect(run.outputText.contains("4000 damaged records"))
    }
}
