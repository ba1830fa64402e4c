internal import BSON
internal import Crypto
internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// Flask-Session 0.5 to 0.8 with its Redis, Memcached, MongoDB, SQLAlchemy, file system and
    /// cachelib interfaces.
    ///
    /// Read in pallets-eco/flask-session 0.5 to 0.8 (`flask_session/base.py` and the interfaces) and pallets-eco/cachelib
    /// 0.13 and 0.17 (`cachelib/file.py`), and run with Flask-Session 0.8.
    public static let flaskSession = SessionFormat(
        FormatRecipe(
            name: "flask-session",
            title: "Flask-Session",
            layouts: [
                .keyValue(KeyValueLayout(.exactly(FlaskID.prefix), stem: FlaskID.shape)),
                .files(FileLayout(suffix: "", stem: .digest(StemShape(.hexadecimal, 64)))),
                .files(FileLayout(suffix: "", stem: .digest(StemShape(.hexadecimal, 32)))),
                .documents(
                    DocumentLayout(
                        database: "flask_session", id: "id", prefix: FlaskID.prefix,
                        expiry: .init("expiration", unit: .date, never: .missing))),
                .table(
                    TableLayout(
                        table: "sessions", id: "session_id", data: "data", expiry: "expiry",
                        unit: .date(zone: .utc, text: .sql), never: nil, prefix: FlaskID.prefix)),
            ],
            cookieName: "session",
            defaultLifetime: 2_678_400_000,
            userPaths: [PayloadPath([.key("_user_id")])],
            ids: FlaskID.scheme,
            coding: FlaskRecord.coding,
            recognizes: FlaskRecord.recognizes,
            describe: FlaskRecord.describe,
            redate: FlaskRecord.redate))
}

/// Flask-Session's ids: 43 characters of base64url since 0.6, a UUID before.
enum FlaskID {
    /// What stands in front of every id in a store.
    static let prefix = "session:"
    static let shape = StemShape(.base64URL, 16...256)

    static let scheme = IDScheme(
        shape: shape, looks: "16 characters or more of A–Z a–z 0–9 _ -",
        mint: { Base64.encode(IDScheme.bytes(32, &$0), .url) },
        mintLike: mint,
        digestInLayout: digest,
        cookieValue: { id, _, context in
            context.secrets.first.map { "\(id).\(signature(of: id, $0))" } ?? id
        },
        idInValue: idInValue)

    /// Whether an id looks like one that Flask-Session made itself.
    static func isMinted(_ id: String) -> Bool {
        id.utf8.count == 43 || id.utf8.count == 36 && StemShape(.uuid, 36).fits(Array(id.utf8))
    }

    /// As long as the one that is there (`SESSION_ID_LENGTH`), but never shorter than 16 random bytes.
    @Sendable
    private static func mint(like id: String, _ random: inout any RandomNumberGenerator) -> String {
        if id.utf8.count == 36, StemShape(.uuid, 36).fits(Array(id.utf8)) { return IDScheme.uuid(&random) }
        return Base64.encode(IDScheme.bytes(max(16, id.utf8.count * 3 / 4), &random), .url)
    }

    /// cachelib names a file by SHA-256, before 0.14 by MD5.
    @Sendable
    private static func digest(_ id: String, _ layout: Layout) -> String {
        guard case .files(let files) = layout, case .digest(let shape) = files.stem, shape.count.upperBound == 32 else {
            return HexText.sha256(prefix + id)
        }
        return HexText.encode(Insecure.MD5.hash(data: Array((prefix + id).utf8)))
    }

    /// With `SESSION_USE_SIGNER` a dot and a signature stand behind the id.
    @Sendable
    private static func idInValue(_ value: String, _ context: FormatContext) throws(FormatError) -> String {
        guard let dot = value.lastIndex(of: ".") else { return value }
        let id = String(value[..<dot])
        let given = value[value.index(after: dot)...]
        if !context.secrets.isEmpty, !context.secrets.contains(where: { signature(of: id, $0) == given }) {
            let count = context.secrets.count
            throw FormatError(
                "The signature fits \(count == 1 ? "not the secret" : "none of the \(count) secrets");"
                    + " the cookie is forged, cut short or of another application.")
        }
        return id
    }

    /// itsdangerous derives the key from the secret; both steps are HMAC-SHA1.
    private static func signature(of id: String, _ secret: Secret) -> String {
        let key = mac("flask-session", SymmetricKey(data: Array(secret.revealed.utf8)))
        return Base64.encode(mac(id, SymmetricKey(data: key)), .url)
    }

    private static func mac(_ text: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: key))
    }
}

/// What Flask-Session writes into a record: which serializer did is told by the bytes, for each record by itself.
enum FlaskRecord {
    private static let permanent = PayloadPath([.key("_permanent")])
    private static let field = "val"

    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else {
            return place.layout.kind == .files ? nil : .opaque("It was not read whole.")
        }
        switch place.layout.kind {
        case .keyValue, .table, .memory: return coding(bytes)
        case .files: return CachelibFile.begins(bytes) ? CachelibFile.coding : nil
        case .documents:
            guard let data = (try? BSONDocument(bytes))?[field]?.binary else { return nil }
            return coding(Array(data.bytes))?.inBinary(field: field)
        }
    }

    /// MessagePack or JSON since 0.7, pickle before; nil for none of them.
    static func coding(_ bytes: [UInt8]) -> PayloadCoding? {
        if bytes.first == UInt8(ascii: "{") { return .json }
        if Pickle.isLikely(bytes) { return .serialized(Pickle()) }
        return MessagePack.beginsMap(bytes) ? .serialized(MessagePack()) : nil
    }

    /// The prefix is a common word: without a mark of Flask's own the id has to be one that Flask-Session makes.
    @Sendable
    static func recognizes(_ payload: Payload, _ place: RecordPlace) -> Bool {
        guard payload.root.kind == .object else { return false }
        if payload.node(at: permanent) != nil { return true }
        return place.id.map { FlaskID.isMinted($0.whole) } ?? true
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = [permanent].filter { payload.node(at: $0) != nil }
        session.lifetime = context.lifetime
        switch place.layout.kind {
        case .files:
            session.writer = "cachelib"
            guard let deadline = session.record.content.bytes.flatMap(CachelibFile.deadline) else { return }
            session.clocks = [SessionClock(.payload, deadline, source: "first four bytes")]
        case .documents:
            session.notes.append("Flask-Session takes it until MongoDB has removed it, up to a minute after its time.")
        case .keyValue, .table, .memory: break
        }
    }

    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        guard context.layouts(of: "flask-session").claiming(session.key)?.kind == .files,
            let bytes = session.record.content.bytes
        else { return Redating(expiry: deadline, deadline: deadline) }
        return try CachelibFile.redating(bytes, deadline)
    }
}

/// A file of cachelib: four bytes with the second it ends, 0 for never, and a pickle.
enum CachelibFile {
    static let coding = PayloadCoding.serialized(Pickle()).inside(
        "a file of cachelib",
        open: { bytes throws(FormatError) in Array(bytes.dropFirst(4)) },
        close: { _, _ throws(FormatError) in throw FormatError(Pickle.lock) })

    static func begins(_ bytes: [UInt8]) -> Bool { bytes.count > 6 && bytes[4] == 0x80 && (2...5).contains(bytes[5]) }

    /// In the byte order of the machine that wrote it, which is little-endian on all that are common.
    static func deadline(_ bytes: [UInt8]) -> Deadline? {
        guard bytes.count >= 4 else { return nil }
        let second = bytes[..<4].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return second == 0 ? .never : .at(Timestamp(milliseconds: second * 1000))
    }

    /// A later second rather than an earlier one.
    static func redating(_ bytes: [UInt8], _ deadline: Deadline) throws(FormatError) -> Redating {
        guard bytes.count >= 4 else { throw FormatError("The file is too short to hold an end.") }
        let second = deadline.moment.map { $0.adding(milliseconds: 999).milliseconds / 1000 } ?? 0
        guard let number = UInt32(exactly: second), number > 0 || deadline == .never else {
            throw FormatError("A file of cachelib can't hold this date; it ends with the year 2105.")
        }
        let head = (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
        let kept = number == 0 ? Deadline.never : .at(Timestamp(milliseconds: Int64(number) * 1000))
        return Redating(content: head + bytes.dropFirst(4), deadline: kept)
    }
}
