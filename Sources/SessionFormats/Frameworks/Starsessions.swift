internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// starsessions 2.x for Starlette and FastAPI, with its Redis store and JSON.
    ///
    /// Read in alex-oleshkevich/starsessions 2.2.1 (`session.py`, `stores/redis.py`, `middleware.py`) and run. Starlette's
    /// own sessions are in the visitor's cookie and in no store.
    public static let starsessions = SessionFormat(
        FormatRecipe(
            name: "starsessions",
            title: "starsessions",
            layouts: [.keyValue(KeyValueLayout(.exactly("starsessions."), stem: StarsessionsID.shape))],
            cookieName: "session",
            defaultLifetime: 2_592_000_000,
            renewal: .saving(always: "rolling=True"),
            ids: StarsessionsID.scheme,
            coding: { _, _, _ in .json },
            recognizes: { payload, _ in StarsessionsRecord.isStarsessions(payload) },
            describe: StarsessionsRecord.describe,
            check: StarsessionsRecord.check,
            redate: StarsessionsRecord.redate))
}

/// starsessions' ids: 16 random bytes in hexadecimal.
enum StarsessionsID {
    static let shape = StemShape(.hexadecimal, 32)

    static let scheme = IDScheme(
        shape: shape, looks: "32 hexadecimal digits", mint: { HexText.encode(IDScheme.bytes(16, &$0)) })
}

/// What starsessions keeps in a record beside the application's own keys.
enum StarsessionsRecord {
    private static let metadata = PayloadPath([.key("__metadata__")])
    private static let lifetime = PayloadPath([.key("__metadata__"), .key("lifetime")])
    private static let created = PayloadPath([.key("__metadata__"), .key("created")])
    private static let lastAccess = PayloadPath([.key("__metadata__"), .key("last_access")])

    static func isStarsessions(_ payload: Payload) -> Bool {
        payload.node(at: metadata)?.kind == .object && payload.node(at: created)?.kind == .number
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = [metadata]
        session.bookkeepingPaths = [lastAccess]
        session.createdAt = milliseconds(payload, created).map(Timestamp.init(milliseconds:))
        session.lastSeenAt = milliseconds(payload, lastAccess).map(Timestamp.init(milliseconds:))
        session.lifetime = milliseconds(payload, lifetime).flatMap { $0 > 0 ? $0 : nil } ?? context.lifetime
    }

    /// Seconds with a fraction, as milliseconds.
    private static func milliseconds(_ payload: Payload, _ path: PayloadPath) -> Int64? {
        guard let node = payload.node(at: path), node.kind == .number, let number = Double(node.rawText),
            number.isFinite, abs(number) < 9e14
        else { return nil }
        return Int64(number * 1000)
    }

    @Sendable
    static func check(_ session: Session, _ payload: Payload) throws(FormatError) {
        guard isStarsessions(payload) else {
            throw FormatError("Without __metadata__ starsessions forgets when the session began; keep it.")
        }
        for path in [lifetime, created, lastAccess]
        where session.payload?.node(at: path)?.rawText != payload.node(at: path)?.rawText {
            throw FormatError("\"\(path)\" is one of the session's clocks; move them together with ttl.")
        }
    }

    /// Unless its lifetime starts again with each request, the next one gives it what is left since its creation: the
    /// lifetime then moves with the deadline.
    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        guard let moment = deadline.moment else {
            throw FormatError("starsessions gives every session a lifetime at its next request; give it a date.")
        }
        guard let payload = session.payload, let begin = milliseconds(payload, created).map(Timestamp.init),
            let life = milliseconds(payload, lifetime), life > 0, let before = session.deadline.moment,
            begin.adding(milliseconds: life).milliseconds(since: before).magnitude < 3000
        else { return Redating(expiry: deadline, deadline: deadline) }
        let seconds = max(1, moment.adding(milliseconds: 999).milliseconds(since: begin) / 1000)
        do throws(PayloadEditError) {
            let edited = try payload.setting(lifetime, to: Array(String(seconds).utf8))
            return Redating(content: edited.source, expiry: deadline, deadline: deadline)
        } catch {
            throw FormatError(error.description)
        }
    }
}
