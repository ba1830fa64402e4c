internal import Crypto
internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// express-session 1.x, by its stores connect-redis 6 to 9, connect-redis-crypto 4, session-file-store 1.5,
    /// connect-mongo 3 to 6 and, in tables, connect-pg-simple 10, express-mysql-session 3, connect-session-knex 5 and
    /// connect-sqlite3 0.9, and in the memory of its process by its own MemoryStore and by memorystore 1.6.
    ///
    /// Read in expressjs/session 1.19 (`index.js`, `session/session.js`, `session/cookie.js`), tj/connect-redis 6 to 9,
    /// valery-barysok/session-file-store 1.5 (`lib/session-file-helpers.js`) and jdesboeufs/connect-mongo 3 to 6.
    public static let express = SessionFormat(
        FormatRecipe(
            name: "express",
            title: "express-session",
            layouts: [
                .keyValue(KeyValueLayout(.exactly("sess:"), stem: StemShape(.any, 8...256))),
                .files(FileLayout(suffix: ".json", stem: .id(StemShape(.base64URL, 8...128)))),
                ExpressDocument.layout,
                .memory(MemoryLayout(.member("sessions", ofClass: "MemoryStore"), values: .text)),
                .memory(MemoryLayout(.member("store", ofClass: "MemoryStore"), values: .text)),
            ] + ExpressTable.layouts,
            cookieName: "connect.sid",
            defaultLifetime: 86_400_000,
            userPaths: [PayloadPath([.key("passport"), .key("user")])]
                + ["id", "email", "username"].map { PayloadPath([.key("passport"), .key("user"), .key($0)]) },
            marks: [["cookie", "originalMaxAge"]],
            ids: ExpressID.scheme,
            coding: { record, place, context in
                place.layout.kind == .documents
                    ? ExpressDocument.coding(record, context)
                    : ExpressRecord.coding(record.content.bytes ?? [], place, context)
            },
            recognizes: { payload, _ in ExpressRecord.isExpress(payload) },
            describe: ExpressRecord.describe,
            check: ExpressRecord.check,
            redate: ExpressRecord.redate))
}

/// express-session's ids and the cookies they travel in.
enum ExpressID {
    /// 24 random bytes as base64url, unless the application makes its own.
    static let scheme = IDScheme(
        shape: StemShape(.any, 8...256), looks: "8 characters at least",
        mint: { Base64.encode(IDScheme.bytes(24, &$0), .url) },
        cookieValue: { id, _, context in
            context.secrets.first.map { "s%3A\(percentEncoded(id)).\(percentEncoded(signature(of: id, $0)))" }
        },
        idInValue: idInValue)

    /// `s:`, the id, a dot and the signature; an application without a secret is none that express-session runs.
    @Sendable
    private static func idInValue(_ value: String, _ context: FormatContext) throws(FormatError) -> String {
        guard value.hasPrefix("s:") else {
            if value.contains(".") {
                throw FormatError(
                    "That is no cookie of express-session: its values begin with \"s:\" (percent-encoded \"s%3A\").")
            }
            return value
        }
        guard let dot = value.lastIndex(of: ".") else {
            throw FormatError("The cookie has no signature: behind \"s:\" come the id, a dot and the signature.")
        }
        let id = String(value[value.index(value.startIndex, offsetBy: 2)..<dot])
        let given = value[value.index(after: dot)...]
        if !context.secrets.isEmpty, !context.secrets.contains(where: { signature(of: id, $0) == given }) {
            let count = context.secrets.count
            throw FormatError(
                "The signature fits \(count == 1 ? "not the secret" : "none of the \(count) secrets");"
                    + " the cookie is forged, cut short or of another application.")
        }
        return id
    }

    /// Standard base64 of the HMAC, without its padding.
    private static func signature(of id: String, _ secret: Secret) -> String {
        let key = SymmetricKey(data: Array(secret.revealed.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: key)
        return String(Base64.encode(Array(code)).prefix { $0 != "=" })
    }

    private static func percentEncoded(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("+", with: "%2B").replacing("/", with: "%2F")
            .replacing("=", with: "%3D")
    }
}

/// What express-session and its stores keep in a record beside the application's own keys.
enum ExpressRecord {
    private static let cookie = PayloadPath([.key("cookie")])
    private static let expires = PayloadPath([.key("cookie"), .key("expires")])
    private static let maxAge = PayloadPath([.key("cookie"), .key("originalMaxAge")])
    private static let lastAccess = PayloadPath([.key("__lastAccess")])

    /// Names of the session object's own members: what has one of them is not restored.
    private static let taken = ["id", "req", "save", "touch", "reload", "destroy", "regenerate", "resetMaxAge"]

    /// JSON, unless the store was told to encrypt it.
    static func coding(_ bytes: [UInt8], _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding {
        guard Kruptein.isLikely(bytes) else { return .json }
        return Kruptein.coding(bytes, context, isFile: place.layout.kind == .files)
    }

    static func isExpress(_ payload: Payload) -> Bool {
        payload.node(at: cookie)?.kind == .object && payload.node(at: maxAge) != nil
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = [cookie, lastAccess].filter { payload.node(at: $0) != nil }
        session.bookkeepingPaths = [lastAccess, expires]
        let ownLifetime = milliseconds(payload, maxAge)
        session.lifetime = ownLifetime ?? context.lifetime
        if case .table(let layout) = place.layout { session.writer = ExpressTable.writer(of: layout) }
        if place.layout.kind == .memory { return describeInMemory(&session, payload) }
        guard place.layout.kind == .files else { return }
        session.writer = "session-file-store"
        guard let seen = milliseconds(payload, lastAccess) else {
            session.clocks = [SessionClock(.idle, .never, source: "__lastAccess")]
            return
        }
        session.lastSeenAt = Timestamp(milliseconds: seen)
        let deadline = Timestamp(milliseconds: seen).adding(milliseconds: fileLife(payload, context))
        session.clocks = [SessionClock(.idle, .at(deadline), source: "__lastAccess")]
    }

    /// How long a file lives after its last use. A lifetime of 0, which a request that came too late leaves behind, is none
    /// to the store.
    private static func fileLife(_ payload: Payload, _ context: FormatContext) -> Int64 {
        milliseconds(payload, maxAge).flatMap { $0 == 0 ? nil : $0 } ?? context.lifetime ?? 3_600_000
    }

    /// The MemoryStore goes by the cookie's date alone; memorystore by the lifetime in its cache, and never looks there.
    private static func describeInMemory(_ session: inout Session, _ payload: Payload) {
        guard session.record.expiry == nil else {
            session.writer = "memorystore"
            return
        }
        session.writer = "MemoryStore"
        let end = expiry(payload).map { Deadline.at($0) } ?? .never
        session.clocks = [SessionClock(.payload, end, source: "cookie.expires")]
    }

    private static func milliseconds(_ payload: Payload, _ path: PayloadPath) -> Int64? {
        guard let node = payload.node(at: path), node.kind == .number, let number = Double(node.rawText),
            number.isFinite, abs(number) < 9e17
        else { return nil }
        return Int64(number)
    }

    @Sendable
    static func check(_ session: Session, _ payload: Payload) throws(FormatError) {
        guard isExpress(payload) else {
            throw FormatError("Without its cookie object express-session fails on every request with this id; keep it.")
        }
        let before = session.payload
        for name in taken where payload.node(at: PayloadPath([.key(name)])) != nil {
            guard before?.node(at: PayloadPath([.key(name)])) == nil else { continue }
            throw FormatError(
                "\"\(name)\" is a member of express-session's own object and would be lost; choose another.")
        }
        for path in [maxAge, expires, lastAccess] {
            let (old, new) = (before?.node(at: path)?.rawText, payload.node(at: path)?.rawText)
            if old != new {
                throw FormatError("\"\(path)\" is one of the session's clocks; move them together with ttl.")
            }
        }
    }

    /// The lifetime moves with the deadline, or the next request would undo it.
    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        if session.isSealed || Kruptein.isLock(session.viewOnlyReason), session.record.expiry != nil {
            // The lifetime is within what is encrypted, so the next request counts from the one that is there.
            return Redating(expiry: deadline, deadline: deadline)
        }
        guard let payload = session.payload, let moment = deadline.moment else {
            throw FormatError(
                session.viewOnlyReason
                    ?? "express-session gives every session a lifetime at its next request; give it a date.")
        }
        let before = session.deadline.moment ?? expiry(payload) ?? moment
        let isFile = context.layouts(of: "express").claiming(session.key)?.kind == .files
        var edited = payload
        do throws(PayloadEditError) {
            if isFile, milliseconds(payload, lastAccess) == nil {
                // Such a file never ends, and its lifetime is the cookie's: it gets a last use to count from.
                let seen = moment.adding(milliseconds: -fileLife(payload, context))
                edited = try edited.setting(lastAccess, to: Array(String(seen.milliseconds).utf8))
            } else if let age = milliseconds(payload, maxAge) {
                let current = isFile ? fileLife(payload, context) : age
                let life = max(1, moment.adding(milliseconds: current).milliseconds(since: before))
                edited = try edited.setting(maxAge, to: Array(String(life).utf8))
            } else if session.record.expiry == nil, milliseconds(payload, lastAccess) != nil {
                // A file without a lifetime of its own dies a lifetime after its last use.
                let seen = moment.adding(milliseconds: -(context.lifetime ?? 3_600_000))
                edited = try edited.setting(lastAccess, to: Array(String(seen.milliseconds).utf8))
            }
            if edited.node(at: expires)?.kind == .string {
                edited = try edited.setting(expires, to: Array("\"\(dateText(moment))\"".utf8))
            }
        } catch {
            throw FormatError(error.description)
        }
        let hasStoreExpiry = session.record.expiry != nil
        return Redating(
            content: edited.source == payload.source ? nil : try written(edited, session, context, movedTo: moment),
            expiry: hasStoreExpiry ? deadline : nil, deadline: deadline)
    }

    /// The record with another payload in it: in MongoDB a document stands round it.
    private static func written(
        _ payload: Payload, _ session: Session, _ context: FormatContext, movedTo moment: Timestamp
    ) throws(FormatError) -> [UInt8] {
        let layout = context.layouts(of: "express").claiming(session.key)
        guard layout?.kind == .documents, let bytes = session.record.content.bytes,
            let coding = ExpressDocument.coding(session.record, context)
        else { return payload.source }
        return ExpressDocument.moving(moment, in: try coding.write(payload, bytes))
    }

    /// A moment as JavaScript writes dates: always with milliseconds.
    private static func dateText(_ moment: Timestamp) -> String {
        let text = moment.iso8601
        return text.contains(".") ? text : text.dropLast() + ".000Z"
    }

    private static func expiry(_ payload: Payload) -> Timestamp? {
        payload.node(at: expires)?.string.flatMap { Timestamp(iso8601: $0) }
    }
}
