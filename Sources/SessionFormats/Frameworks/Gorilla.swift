internal import SessionModel

extension SessionFormat {
    /// gorilla/sessions for Go, with boj/redistore and its own FilesystemStore.
    ///
    /// Read in gorilla/sessions 1.2 to 1.4 (`store.go`), gorilla/securecookie 1.1 (`securecookie.go`) and boj/redistore 1
    /// and 2 (`redistore.go`); the tests' records were written by redistore and the FilesystemStore themselves.
    public static let gorilla = SessionFormat(
        FormatRecipe(
            name: "gorilla",
            title: "gorilla/sessions",
            layouts: [
                .keyValue(KeyValueLayout(.exactly("session_"), stem: GorillaRecord.shape)),
                .files(FileLayout(prefix: "session_", suffix: "", stem: .id(GorillaRecord.shape))),
            ],
            cookieName: "session",
            defaultLifetime: 2_592_000_000,
            renewal: .saving(always: nil),
            ids: IDScheme(
                shape: GorillaRecord.shape, looks: "52 of A–Z and 2–7",
                mint: { IDScheme.characters(52, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", &$0) },
                // The moment of signing goes into the cookie, and there is no clock here.
                cookieValue: { _, _, _ in nil },
                idInValue: GorillaRecord.idInValue),
            coding: GorillaRecord.coding,
            recognizes: { payload, _ in payload.root.kind == .object },
            describe: GorillaRecord.describe,
            redate: GorillaRecord.redate))
}

/// What gorilla's stores write into a record.
enum GorillaRecord {
    /// 32 random bytes in base32, without padding.
    static let shape = StemShape(.base32, 52)

    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .opaque("It was not read whole.") }
        if place.layout.kind == .files { return SecureCookie(bytes).map(coding) }
        if bytes.first == UInt8(ascii: "{") { return .json }
        return Gob.isLikely(bytes) ? .serialized(Gob()) : nil
    }

    private static func coding(_ cookie: SecureCookie) -> PayloadCoding {
        guard Gob.isLikely(cookie.value) else { return .sealed(encrypted) }
        return PayloadCoding.serialized(Gob()).inside(
            "securecookie",
            open: { bytes throws(FormatError) in
                guard let cookie = SecureCookie(bytes) else { throw FormatError("The file is no securecookie.") }
                return cookie.value
            },
            close: { _, _ throws(FormatError) in throw FormatError(signed) })
    }

    private static let encrypted =
        "It is encrypted with the application's block key, so its data can't be shown; it can be ended."
    private static let signed = "It is signed with the application's key together with its date; it can be ended."

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        guard place.layout.kind == .files else {
            session.writer = "redistore"
            session.lifetime = context.lifetime
            return
        }
        session.writer = "FilesystemStore"
        guard let cookie = session.record.content.bytes.flatMap(SecureCookie.init) else { return }
        let lifetime = context.lifetime ?? 2_592_000_000
        session.lastSeenAt = cookie.date
        session.lifetime = lifetime
        session.clocks = [
            SessionClock(.idle, .at(cookie.date.adding(milliseconds: lifetime)), source: "date in the file + lifetime")
        ]
    }

    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        guard context.layouts(of: "gorilla").claiming(session.key)?.kind == .files else {
            return Redating(expiry: deadline, deadline: deadline)
        }
        throw FormatError(signed)
    }

    /// The id stands in a securecookie; who has only the id may name that.
    @Sendable
    static func idInValue(_ value: String, _ context: FormatContext) throws(FormatError) -> String {
        if shape.fits(Array(value.utf8)) { return value }
        guard let cookie = SecureCookie(Array(value.utf8)) else {
            throw FormatError("That is no cookie of gorilla/sessions: its values are a date, a text and a signature.")
        }
        let name = context.cookieName ?? "session"
        if !context.secrets.isEmpty, !cookie.isSigned(by: context.secrets, name: name) {
            let count = context.secrets.count
            throw FormatError(
                "The signature fits \(count == 1 ? "not the secret" : "none of the \(count) secrets");"
                    + " the cookie is forged, of another name than \"\(name)\", or of another application.")
        }
        guard let tree = try? Gob().reading(cookie.value).payload, let id = tree.root.string else {
            throw FormatError(
                "The cookie's value is encrypted with the application's block key, so the id can't be read.")
        }
        return id
    }
}
