internal import SessionModel
internal import TextCodings

/// How Tina4 writes a session's record, in each language and each kind of store.
enum Tina4Record {
    /// Which of the ways a record is written in.
    enum Shape {
        /// The payload and nothing else; the store keeps the deadline beside it (Redis, Valkey, a table).
        case bareWithStoreExpiry
        /// `{"_data": payload, "_expires": seconds}` (Python, Node, Ruby files).
        case wrapped
        /// The payload with `_meta` among its keys (PHP files).
        case flat
        /// The payload alone in a file, which dies a lifetime after it was written (Ruby up to 3.12).
        case bareByModification
        /// The payload alone in a file with Node's `_accessed` (Node before 3.13.9).
        case bareByAccess
    }

    static func read(_ record: StoredRecord, _ context: FormatContext) -> Session? {
        guard let place = Place(record.key, context) else { return nil }
        if place.isDocument { return Tina4Document.read(record, place, context) }
        let root: Payload
        switch parse(record, in: place.layout) {
        case .success(let payload): root = payload
        case .failure(let reason):
            var session = Session(record: record, format: "tina4", content: .unreadable(reason.description))
            session.id = place.id
            session.viewOnlyReason = reason.description
            if let expiry = record.expiry {
                session.clocks = [SessionClock(.store, expiry, source: place.layout.expirySource)]
            }
            return session
        }
        let shape = shape(of: root, at: place)
        return switch shape {
        case .wrapped: wrapped(root, record, place, context)
        case .bareWithStoreExpiry, .flat, .bareByModification, .bareByAccess: bare(root, shape, record, place, context)
        }
    }

    /// Where a record stands: its id, where the key tells it, and which layout claimed it.
    struct Place {
        var id: SessionID?
        var layout: Layout
        /// What stands for the session in the key.
        var stem: String

        init?(_ key: SessionKey, _ context: FormatContext) {
            guard let layout = context.layouts(of: "tina4").claiming(key), let stem = layout.stem(of: key) else {
                return nil
            }
            self.layout = layout
            self.stem = stem
            id = layout.tellsID ? SessionID(stem) : nil
        }

        var isFile: Bool {
            switch layout {
            case .files: true
            case .keyValue, .table, .documents, .memory: false
            }
        }

        /// Whether the record is a document of MongoDB's.
        var isDocument: Bool { layout.kind == .documents }

        /// Whether the file's name is as Ruby writes it.
        var hasRubyName: Bool { isFile && layout.prefix == "sess_" }

        /// Whether the file's name is the id itself, as before Tina4 3.13.
        var hasPlainName: Bool { isFile && id != nil }
    }

    private static func parse(_ record: StoredRecord, in layout: Layout) -> Result<Payload, FormatError> {
        switch record.content {
        case .foreign(let kind) where layout.kind == .table:
            return .failure(FormatError("The record is a \(kind), which Tina4 can't read as a session."))
        case .foreign(let kind):
            return .failure(.foreign(kind, to: "Tina4"))
        case .head(let head):
            return .failure(
                FormatError("The record has \(record.size) bytes, of which only the first \(head.count) were read."))
        case .bytes(let bytes):
            if bytes.isEmpty { return .failure(FormatError("The record is empty.")) }
            do throws(PayloadSyntaxError) {
                let payload = try Payload(parsing: bytes)
                guard payload.root.kind == .object else {
                    return .failure(FormatError("The record is JSON, but no object, and Tina4 reads only objects."))
                }
                return .success(payload)
            } catch {
                return .failure(FormatError("The record is no JSON: \(error.explanation) at byte \(error.offset)."))
            }
        }
    }

    private static func shape(of root: Payload, at place: Place) -> Shape {
        guard place.isFile else { return .bareWithStoreExpiry }
        if has(root, "_data"), !has(root, "_meta") { return .wrapped }
        if has(root, "_meta") { return .flat }
        if place.hasRubyName { return .bareByModification }
        return .bareByAccess
    }

    // MARK: Reading

    private static func wrapped(
        _ root: Payload, _ record: StoredRecord, _ place: Place, _ context: FormatContext
    ) -> Session {
        let data = root.node(at: PayloadPath([.key("_data")]))
        let clock = expiryClock(root.node(at: PayloadPath([.key("_expires")])), named: "_expires")
        var session: Session
        if let data, data.kind == .object, let payload = try? Payload(parsing: Array(data.raw)) {
            session = Session(record: record, format: "tina4", content: .payload(payload))
            session.id = place.id
            describe(&session, payload, place, context, isWrapped: true)
            if session.writer == nil { session.writer = place.hasRubyName ? "Ruby" : "Python" }
        } else {
            let kind = data.map { $0.kind == .null ? "null" : "no object" } ?? "missing"
            session = Session(record: record, format: "tina4", content: .unreadable("Its _data is \(kind)."))
            session.viewOnlyReason = "Its _data is \(kind)."
        }
        session.id = place.id
        switch clock {
        case .success(let clock): session.clocks = [clock]
        case .failure(let reason):
            session.content = .unreadable(reason.description)
            session.viewOnlyReason = reason.description
        }
        if session.lastSeenAt == nil { session.lastSeenAt = record.modified }
        return session
    }

    private static func bare(
        _ payload: Payload, _ shape: Shape, _ record: StoredRecord, _ place: Place, _ context: FormatContext
    ) -> Session {
        var session = Session(record: record, format: "tina4", content: .payload(payload))
        // A hash and an id of Ruby look alike, but only Ruby 3.12, which names files by the id, wraps nothing.
        session.id = shape == .bareByModification ? SessionID(place.stem) : place.id
        describe(&session, payload, place, context, isWrapped: false)
        if shape == .bareByModification { session.writer = "Ruby 3.12" }
        switch clocks(shape, payload, session, place.layout, context) {
        case .success(let clocks): session.clocks = clocks
        case .failure(let reason):
            session.content = .unreadable(reason.description)
            session.viewOnlyReason = reason.description
        }
        if session.lastSeenAt == nil { session.lastSeenAt = record.modified }
        return session
    }

    private static func clocks(
        _ shape: Shape, _ payload: Payload, _ session: Session, _ layout: Layout, _ context: FormatContext
    ) -> Result<[SessionClock], FormatError> {
        let lifetime = context.lifetime
        switch shape {
        case .bareWithStoreExpiry, .wrapped:
            return .success([SessionClock(.store, session.record.expiry ?? .never, source: layout.expirySource)])
        case .flat:
            if let expires = payload.node(at: meta("expires_at")) {
                return expiryClock(expires, named: "_meta.expires_at").map { [$0] }
            }
            if let seen = seconds(payload, meta("last_accessed")) {
                return .success([idle(seen, lifetime ?? 3_600_000, source: "_meta.last_accessed + lifetime")])
            }
            return .success([idle(session.record.modified, lifetime ?? 3_600_000, source: modification)])
        case .bareByModification:
            return .success([idle(session.record.modified, lifetime ?? 86_400_000, source: modification)])
        case .bareByAccess:
            guard let seen = seconds(payload, PayloadPath([.key("_accessed")])) else {
                return .success([SessionClock(.payload, .never, source: "no expiry in the record")])
            }
            return .success([idle(seen, lifetime ?? 3_600_000, source: "_accessed + lifetime")])
        }
    }

    private static let modification = "file modification time + lifetime"

    private static func idle(_ since: Timestamp?, _ lifetime: Int64, source: String) -> SessionClock {
        SessionClock(.idle, since.map { .at($0.adding(milliseconds: lifetime)) } ?? .never, source: source)
    }

    /// Null, 0 and nothing never expire; true counts as 1; a text makes Tina4's own reader fail.
    private static func expiryClock(_ node: PayloadNode?, named name: String) -> Result<SessionClock, FormatError> {
        guard let node else { return .success(SessionClock(.payload, .never, source: "\(name), not set")) }
        switch node.kind {
        case .null: return .success(SessionClock(.payload, .never, source: name))
        case .boolean:
            let deadline: Deadline = node.rawText == "true" ? .at(Timestamp(milliseconds: 1000)) : .never
            return .success(SessionClock(.payload, deadline, source: name))
        case .number:
            guard let moment = SecondsText.milliseconds(node.raw) else {
                return .failure(FormatError("Its \(name) is no moment any calendar has."))
            }
            return .success(
                SessionClock(.payload, moment == 0 ? .never : .at(Timestamp(milliseconds: moment)), source: name))
        case .string, .array, .object:
            return .failure(FormatError("Its \(name) is no number, so Tina4 can't read the session."))
        }
    }

    static func describe(
        _ session: inout Session, _ payload: Payload, _ place: Place, _ context: FormatContext, isWrapped: Bool
    ) {
        session.userNames = context.userRule.names(in: payload)
        session.lifetime = context.lifetime
        if !isWrapped, has(payload, "_meta") {
            session.writer = place.hasPlainName ? "PHP 3.12" : "PHP"
            session.createdAt = seconds(payload, meta("created_at"))
            session.lastSeenAt = seconds(payload, meta("last_accessed"))
        } else {
            session.createdAt = seconds(payload, PayloadPath([.key("_created")]))
            session.lastSeenAt = seconds(payload, PayloadPath([.key("_accessed")]))
            let isNode = has(payload, "_created") && has(payload, "_accessed")
            session.writer = isNode ? "Node" : writer(byID: place.id)
        }
        if payload.root.childCount == 0 {
            session.notes.append("The payload is empty: Tina4 in Python and Ruby takes it for no session.")
        }
        session.protectedPaths = ["_meta", "_created", "_accessed", "_tina4_sso", "_tina4_sso_pending"]
            .map { PayloadPath([.key($0)]) }.filter { payload.node(at: $0) != nil }
        session.bookkeepingPaths = [PayloadPath([.key("_accessed")]), meta("last_accessed"), meta("expires_at")]
        if let duplicate = payload.duplicateKeys.first {
            session.notes.append("The key \"\(duplicate)\" is there twice; readers take the last one.")
        }
    }

    /// The length of an id hints at who minted it.
    private static func writer(byID id: SessionID?) -> String? {
        guard let id, Tina4ID.isWellFormed(id.whole) else { return nil }
        let isHexadecimal = id.whole.utf8.allSatisfy(\.isLowerHexDigit)
        return switch id.whole.utf8.count {
        case 43: "Python"
        case 64 where isHexadecimal: "Ruby"
        case 32 where isHexadecimal: "PHP or Node"
        default: nil
        }
    }

    private static func seconds(_ payload: Payload, _ path: PayloadPath) -> Timestamp? {
        guard let node = payload.node(at: path), node.kind == .number else { return nil }
        return SecondsText.milliseconds(node.raw).map(Timestamp.init(milliseconds:))
    }

    private static func meta(_ key: String) -> PayloadPath { PayloadPath([.key("_meta"), .key(key)]) }

    private static func has(_ payload: Payload, _ key: String) -> Bool {
        payload.node(at: PayloadPath([.key(key)])) != nil
    }

    // MARK: Writing

    static func content(
        _ session: Session, _ payload: Payload, _ context: FormatContext
    ) throws(FormatError) -> [UInt8] {
        try check(session, payload)
        if Place(session.key, context)?.isDocument == true { return try Tina4Document.content(session, payload) }
        return try written(session, payload)
    }

    /// Refuses what Tina4 would not survive.
    private static func check(_ session: Session, _ payload: Payload) throws(FormatError) {
        guard payload.root.kind == .object else {
            throw FormatError("A Tina4 payload must be an object; anything else loses the session.")
        }
        if payload.root.childCount == 0 {
            throw FormatError(
                "Tina4 takes an empty payload for no session and gives the visitor a new one;"
                    + " leave a key in it, or destroy the session.")
        }
        try payload.requireNumbers(
            beside: session.payload, reason: "of Tina4's languages only Python could read the session again")
        if payload.holdsLoneSurrogate, session.payload?.holdsLoneSurrogate != true {
            throw FormatError(
                "Half of a surrogate pair is no character: PHP could not read the session again; write the character itself."
            )
        }
        if let kept = lostBookkeeping(session, payload) {
            throw FormatError("\"\(kept)\" belongs to Tina4 and holds the session's times; leave it as it is.")
        }
    }

    private static func written(_ session: Session, _ payload: Payload) throws(FormatError) -> [UInt8] {
        guard let root = try? Payload(parsing: session.record.content.bytes ?? []) else {
            throw FormatError(session.viewOnlyReason ?? "The record can't be read, so it can't be written either.")
        }
        guard let data = root.node(at: PayloadPath([.key("_data")])), isWrapped(session) else {
            if let key = relayouting(session, payload) {
                throw FormatError(
                    "\"\(key)\" at the top of a session file means another layout to Tina4; choose another name.")
            }
            return payload.source
        }
        var bytes = root.source
        bytes.replaceSubrange(data.valueRange, with: payload.root.raw)
        return bytes
    }

    private static func isWrapped(_ session: Session) -> Bool {
        session.payload?.source != session.record.content.bytes
    }

    /// A time of the framework's that an edit has dropped or made no number; a PHP file without `_meta` has no expiry
    /// any more.
    private static func lostBookkeeping(_ session: Session, _ payload: Payload) -> PayloadPath? {
        guard let before = session.payload else { return nil }
        let times =
            ["expires_at", "last_accessed", "created_at"].map(meta)
            + ["_created", "_accessed"].map { PayloadPath([.key($0)]) }
        let lost = times.first { before.node(at: $0)?.kind == .number && payload.node(at: $0)?.kind != .number }
        let whole = PayloadPath([.key("_meta")])
        return lost ?? (before.node(at: whole) != nil && payload.node(at: whole) == nil ? whole : nil)
    }

    /// A key that tells layouts apart, which an edit has put into a file that has it not.
    private static func relayouting(_ session: Session, _ payload: Payload) -> String? {
        guard session.record.expiry == nil, let before = session.payload, !has(before, "_meta") else { return nil }
        return ["_meta", "_data"].first { !has(before, $0) && has(payload, $0) }
    }

    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        try deadline.requireCalendar()
        if Place(session.key, context)?.isDocument == true {
            return try Tina4Document.redate(session, deadline, context)
        }
        guard let place = Place(session.key, context), let bytes = session.record.content.bytes,
            let root = try? Payload(parsing: bytes)
        else {
            throw FormatError(session.viewOnlyReason ?? "The record can't be read, so its deadline can't be moved.")
        }
        let shape = shape(of: root, at: place)
        switch shape {
        case .bareWithStoreExpiry: return Redating(expiry: deadline, deadline: deadline)
        case .wrapped:
            let example = session.writer == "Node" ? "0" : "0.0"
            return try redate(root, PayloadPath([.key("_expires")]), deadline, example: example)
        case .flat where root.node(at: meta("expires_at")) != nil:
            return try redate(root, meta("expires_at"), deadline, example: "0")
        case .flat:
            let seen = try since(deadline, context.lifetime ?? 3_600_000)
            return try redate(root, meta("last_accessed"), .at(seen), example: "0", dying: deadline)
        case .bareByAccess:
            guard has(root, "_accessed") else {
                throw FormatError("The record holds no expiry, so there is no deadline that could be moved.")
            }
            let seen = try since(deadline, context.lifetime ?? 3_600_000)
            return try redate(root, PayloadPath([.key("_accessed")]), .at(seen), example: "0", dying: deadline)
        case .bareByModification:
            let seen = try since(deadline, context.lifetime ?? 86_400_000)
            return Redating(modified: seen, deadline: deadline)
        }
    }

    private static func since(_ deadline: Deadline, _ lifetime: Int64) throws(FormatError) -> Timestamp {
        guard let moment = deadline.moment else {
            throw FormatError(
                "This session dies a lifetime after its last use and can't be made immortal; give it a date.")
        }
        return moment.adding(milliseconds: -lifetime)
    }

    /// Writes a deadline into a field in seconds, in the number type found there.
    private static func redate(
        _ root: Payload, _ path: PayloadPath, _ deadline: Deadline, example: String, dying: Deadline? = nil
    ) throws(FormatError) -> Redating {
        let found = root.node(at: path).flatMap { $0.kind == .number ? Array($0.raw) : nil } ?? Array(example.utf8)
        let text: [UInt8]
        switch deadline {
        case .at(let moment): text = SecondsText.write(moment, like: found)
        case .never: text = Array((found.contains(UInt8(ascii: ".")) ? "0.0" : "0").utf8)
        }
        do throws(PayloadEditError) {
            let written = SecondsText.milliseconds(text).map(Timestamp.init(milliseconds:))
            let moved = deadline.moment.flatMap { asked in written.map { $0.milliseconds(since: asked) } } ?? 0
            let result = dying ?? deadline
            return Redating(
                content: try root.setting(path, to: text).source,
                deadline: result.moment.map { .at($0.adding(milliseconds: moved)) } ?? .never)
        } catch {
            throw FormatError(error.description)
        }
    }
}
