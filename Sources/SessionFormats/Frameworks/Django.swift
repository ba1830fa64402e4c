internal import SessionModel

extension SessionFormat {
    /// Django 3.1 to 5.2 with its `db` and `file` session engines.
    ///
    /// Read in django/django 5.2 (`django/contrib/sessions/backends`, `django/core/signing.py`), and run with it.
    public static let django = SessionFormat(
        FormatRecipe(
            name: "django",
            title: "Django",
            layouts: [
                .table(
                    TableLayout(
                        table: "django_session", id: "session_key", data: "session_data", expiry: "expire_date",
                        unit: .date(zone: .utc, text: .sql), never: nil)),
                .files(FileLayout(prefix: "sessionid", suffix: "", stem: .id(StemShape(.lowerAlphanumeric, 32)))),
            ],
            cookieName: "sessionid",
            defaultLifetime: 1_209_600_000,
            userPaths: [PayloadPath([.key("_auth_user_id")])],
            diesByModification: true,
            // `cached_db` keeps both, and reads the cache first.
            copiesIn: ["django-cache"],
            isSource: true,
            renewal: DjangoRecord.renewal,
            ids: IDScheme(
                shape: StemShape(.lowerAlphanumeric, 8...40), looks: "32 small letters and digits",
                mint: { IDScheme.characters(32, of: "abcdefghijklmnopqrstuvwxyz0123456789", &$0) }),
            coding: DjangoRecord.coding,
            recognizes: { payload, _ in payload.root.kind == .object },
            describe: DjangoRecord.describe,
            check: DjangoRecord.check,
            redate: DjangoRecord.redate))
}

/// What Django writes into a record.
enum DjangoRecord {
    /// It saves a session in which something was changed.
    static let renewal = Renewal.saving(always: "SESSION_SAVE_EVERY_REQUEST")
    private static let expiry = PayloadPath([.key("_session_expiry")])
    private static let own =
        [expiry] + ["_auth_user_id", "_auth_user_backend", "_auth_user_hash"].map { PayloadPath([.key($0)]) }

    /// Every record is signed, so that who has no key can only look at it.
    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .opaque("It was not read whole.") }
        guard let signing = DjangoSigning(bytes) else { return nil }
        let secrets = context.secrets
        let json = PayloadCoding.json.inside(
            "Django's signing",
            open: { _ throws(FormatError) in
                let content = try signing.content()
                guard content.first != 0x80 else {
                    throw FormatError("It is pickled (Django's PickleSerializer), so its data can't be shown.")
                }
                return content
            },
            close: { content, bytes throws(FormatError) in
                try content == signing.content() ? bytes : signing.record(holding: content, secrets)
            })
        return signing.isSigned(by: secrets) ? json : json.locked(DjangoSigning.lock(secrets))
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = own.filter { payload.node(at: $0) != nil }
        session.lifetime = context.lifetime ?? SessionFormat.django.defaultLifetime
        guard let node = payload.node(at: expiry) else { return }
        let isFile = place.layout.kind == .files
        switch node.kind {
        case .number:
            guard let seconds = Int64(node.rawText), seconds != 0 else { return }
            session.lifetime = seconds > 0 ? min(seconds, .max / 1000) * 1000 : nil
            guard isFile else { return }
            // Its file engine takes the number for what is left of the life, each time anew: none is refused at once.
            if seconds < 0 {
                let end = (session.record.modified ?? Timestamp(milliseconds: 0)).adding(milliseconds: -1)
                session.clocks = [SessionClock(.idle, .at(end), source: "_session_expiry")]
                return
            }
            session.clocks = [SessionClock(.idle, .never, source: "_session_expiry")]
            session.notes.append(
                "Django's files don't age where _session_expiry is a number: this one never ends by itself.")
        case .string:
            session.lifetime = nil
            guard isFile, let moment = date(payload) else { return }
            session.clocks = [SessionClock(.payload, .at(moment), source: "_session_expiry")]
        case .object, .array, .boolean, .null: return
        }
    }

    /// The date that the application has set; nil where it has set none, or one without a zone.
    private static func date(_ payload: Payload) -> Timestamp? {
        payload.node(at: expiry)?.string.flatMap { Timestamp(iso8601: $0) }
    }

    @Sendable
    static func check(_ session: Session, _ payload: Payload) throws(FormatError) {
        guard payload.root.kind == .object else { throw FormatError("Django's sessions are objects; keep it one.") }
        guard session.payload?.node(at: expiry)?.rawText == payload.node(at: expiry)?.rawText else {
            throw FormatError("\"_session_expiry\" is one of the session's clocks; move them together with ttl.")
        }
    }

    /// A date that the application has set moves with the deadline: Django goes by it whenever it saves the session.
    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        guard let moment = deadline.moment else {
            throw FormatError("Django gives every session a date to end at; give it one.")
        }
        let isFile = context.layouts(of: "django").claiming(session.key)?.kind == .files
        if isFile, session.payload.flatMap(date) == nil {
            throw FormatError(
                "Its _session_expiry is a number, which Django's files take for what is left of its life, each time anew."
            )
        }
        return Redating(
            content: try content(of: session, endingAt: moment, context), expiry: isFile ? nil : deadline,
            deadline: deadline)
    }

    /// The record with another date in it; nil where it has none, or where the column alone can be moved.
    private static func content(
        of session: Session, endingAt moment: Timestamp, _ context: FormatContext
    ) throws(FormatError) -> [UInt8]? {
        guard let payload = session.payload, date(payload) != nil, let bytes = session.record.content.bytes,
            let signing = DjangoSigning(bytes)
        else { return nil }
        let isLocked = session.viewOnlyReason != nil
        if isLocked, session.record.expiry != nil { return nil }
        // Before 3.11 Python reads no Z.
        let text = moment.iso8601.dropLast() + "+00:00"
        let edited: Payload
        do throws(PayloadEditError) {
            edited = try payload.setting(expiry, to: Array("\"\(text)\"".utf8))
        } catch {
            throw FormatError(error.description)
        }
        return try signing.record(holding: edited.source, context.secrets)
    }
}
