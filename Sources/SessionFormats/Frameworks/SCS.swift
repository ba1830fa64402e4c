internal import BSON
internal import Crypto
internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// alexedwards/scs 2 for Go, with its Redis, SQL and MongoDB stores and its own codec.
    ///
    /// Read in alexedwards/scs 2.9 (`codec.go`, `data.go`, `session.go`, `redisstore`, `sqlite3store`, `mysqlstore`,
    /// `postgresstore`, `mongodbstore`); 2.8 was run. Where `HashTokenInStore` is set a record stands under a hash of its
    /// token, which looks like a token: only a cookie tells. Who opens the store as ``scsHashed`` says so beforehand.
    public static let scs: SessionFormat = {
        var format = SessionFormat(SCSRecord.recipe("scs", title: "scs", layouts: SCSRecord.layouts(tellsID: true)))
        let (candidates, key) = (format.candidates, format.key)
        format.candidates = { id, context in
            candidates(id, context) + candidates(SessionID(SCSRecord.hash(id.whole)), context)
        }
        format.key = { id, session, context in
            let isHashed = session.id.map { session.key.text.hasSuffix(SCSRecord.hash($0.whole)) } ?? false
            return key(isHashed ? SessionID(SCSRecord.hash(id.whole)) : id, session, context)
        }
        return format
    }()

    /// The same with `HashTokenInStore`, in the stores whose keys that concerns here: no key tells its token.
    public static let scsHashed = SessionFormat(
        SCSRecord.recipe(
            "scs-hashed", title: "scs with HashTokenInStore",
            layouts: SCSRecord.layouts(tellsID: false).filter { $0.kind != .documents }))
}

/// What scs writes into a record: a deadline and the values, by its codec as a gob.
enum SCSRecord {
    static let shape = StemShape(.base64URL, 43)
    private static let field = "object"

    static func layouts(tellsID: Bool) -> [Layout] {
        [
            .keyValue(KeyValueLayout(.exactly("scs:session:"), stem: shape, tellsID: tellsID)),
            .table(
                TableLayout(
                    table: "sessions", id: "token", data: "data", expiry: "expiry",
                    unit: .date(zone: .utc, text: .julianDay), never: nil, tellsID: tellsID)),
            .documents(
                DocumentLayout(id: "token", expiry: .init("expiration", unit: .nanoseconds, never: .zero))),
        ]
    }

    static func recipe(_ name: String, title: String, layouts: [Layout]) -> FormatRecipe {
        FormatRecipe(
            name: name,
            title: title,
            layouts: layouts,
            cookieName: "session",
            defaultLifetime: 86_400_000,
            userPaths: ["userID", "authenticatedUserID", "userid"].map { PayloadPath([.key($0)]) },
            renewal: .saving(always: "an IdleTimeout"),
            ids: IDScheme(
                shape: shape, looks: "43 characters of A–Z a–z 0–9 _ -",
                mint: { Base64.encode(IDScheme.bytes(32, &$0), .url) }, digest: hash),
            coding: coding,
            recognizes: { payload, _ in payload.root.kind == .object },
            describe: describe,
            redate: { session, deadline, context throws(FormatError) in
                try redate(session, deadline, context, format: name)
            })
    }

    /// What stands for a token in a store that is not to know it.
    @Sendable
    static func hash(_ token: String) -> String { Base64.encode(Array(SHA256.hash(data: Array(token.utf8))), .url) }

    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .opaque("It was not read whole.") }
        guard place.layout.kind == .documents else { return coding(bytes) }
        return data(in: bytes).flatMap(coding)?.inBinary(field: field)
    }

    private static func coding(_ bytes: [UInt8]) -> PayloadCoding? {
        if Gob.isLikely(bytes) { return .serialized(Gob(form: .scs)) }
        return bytes.isEmpty
            ? nil : .opaque("It is written by a codec of the application's own, so its data can't be shown.")
    }

    /// What the codec wrote, in a document.
    private static func data(in document: [UInt8]) -> [UInt8]? {
        (try? BSONDocument(document))?[field]?.binary.map { Array($0.bytes) }
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.lifetime = context.lifetime
        guard let bytes = content(of: session, place.layout), let last = deadline(in: bytes)?.moment,
            let end = session.record.expiry?.moment, last.milliseconds(since: end).magnitude > 1000
        else { return }
        session.notes.append(
            "scs writes its end anew with each change, and never later than \(last.iso8601), its absolute end.")
    }

    private static func content(of session: Session, _ layout: Layout) -> [UInt8]? {
        guard let bytes = session.record.content.bytes else { return nil }
        return layout.kind == .documents ? data(in: bytes) : bytes
    }

    /// The absolute end, and where it is written.
    private static func deadline(in bytes: [UInt8]) -> (moment: Timestamp, range: Range<Int>)? {
        var reader = GobReader(bytes)
        var none = SerializedTree(over: bytes)
        guard (try? reader.run(.scs, into: &none)) != nil, let range = reader.deadline,
            let time = GobTime(bytes[range])
        else { return nil }
        return (time.timestamp, range)
    }

    /// The absolute end in the record moves with the store's, or the next change would undo it; one that an idle limit
    /// keeps ahead of is left where that will do.
    private static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext, format: String
    ) throws(FormatError) -> Redating {
        guard let moment = deadline.moment else {
            throw FormatError("scs gives every session an absolute end; give it a date.")
        }
        let plain = Redating(expiry: deadline, deadline: deadline)
        guard let layout = context.layouts(of: format).claiming(session.key),
            let content = content(of: session, layout), let last = self.deadline(in: content),
            let whole = session.record.content.bytes
        else { return plain }
        let isTied = session.record.expiry?.moment.map { last.moment.milliseconds(since: $0).magnitude <= 1000 } ?? true
        guard isTied || moment > last.moment else { return plain }
        var fresh = content
        fresh.replaceSubrange(last.range, with: GobTime.bytes(moment, like: content[last.range]))
        guard layout.kind == .documents else {
            return Redating(content: fresh, expiry: deadline, deadline: deadline)
        }
        return Redating(
            content: try PayloadCoding.replacing(field, of: whole, with: .binary(fresh, subtype: 0)),
            expiry: deadline, deadline: deadline)
    }
}
