internal import SessionModel

extension SessionFormat {
    /// Django's sessions in its cache (`backends.cache` and `backends.cached_db`), on Redis and Memcached.
    ///
    /// Read in django/django 5.2 (`contrib/sessions/backends/cache.py`, `cached_db.py`, `core/cache/backends/redis.py`),
    /// and run with it; django-redis was not run. What Django keeps in its database and in files is another format.
    public static let djangoCache = SessionFormat(
        FormatRecipe(
            name: "django-cache",
            title: "Django's cache",
            // The cache's own prefix and version stand in front: unless they are set, an empty one and 1.
            layouts: [":1:", nil].flatMap { lead in
                DjangoCacheRecord.backends.map { backend in
                    let name = "django.contrib.sessions.\(backend)"
                    return .keyValue(
                        KeyValueLayout(
                            lead.map { .exactly($0 + name) } ?? .endingIn(name), stem: DjangoCacheRecord.shape))
                }
            },
            cookieName: "sessionid",
            defaultLifetime: 1_209_600_000,
            userPaths: [PayloadPath([.key("_auth_user_id")])],
            copiesIn: ["django"],
            renewal: DjangoRecord.renewal,
            ids: DjangoCacheRecord.ids,
            coding: { record, _, _ in DjangoCacheRecord.coding(record.content.bytes ?? []) },
            recognizes: { payload, _ in payload.root.kind == .object },
            describe: DjangoCacheRecord.describe))
}

/// What Django puts into its cache for a session: the dictionary itself, written as the cache writes everything.
enum DjangoCacheRecord {
    static let backends = ["cache", "cached_db"]
    static let shape = StemShape(.lowerAlphanumeric, 32)

    static let ids = IDScheme(
        shape: shape, looks: "32 of a–z and 0–9",
        mint: { IDScheme.characters(32, of: "abcdefghijklmnopqrstuvwxyz0123456789", &$0) })

    private static let expiry = PayloadPath([.key("_session_expiry")])
    private static let own = ["_auth_user_backend", "_auth_user_hash", "_session_expiry"]
        .map { PayloadPath([.key($0)]) }

    /// Pickle, unless django-redis was told to use JSON or MessagePack, or to compress.
    static func coding(_ bytes: [UInt8]) -> PayloadCoding {
        if bytes.first == UInt8(ascii: "{") { return .json }
        if Pickle.isLikely(bytes) { return .serialized(Pickle()) }
        if MessagePack.beginsMap(bytes) { return .serialized(MessagePack()) }
        if let content = try? Inflater.inflate(bytes, limit: Inflater.limit(of: bytes)), content.first != 0x78 {
            return coding(content).inside(
                "zlib", open: { _ throws(FormatError) in content },
                close: { _, _ throws(FormatError) in throw compressed }
            )
            .locked(compressed.description)
        }
        return .opaque(
            "Its cache is compressed or written in a way of its own, so its data can't be shown;"
                + " it can be given more time and ended.")
    }

    private static let compressed = FormatError(
        "Its cache is compressed, which only Django undoes and does again; it can be given more time and ended.")

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = own.filter { payload.node(at: $0) != nil }
        session.lifetime = seconds(payload).map { $0 * 1000 } ?? context.lifetime
        let isTwin = session.key.text.hasSuffix("cached_db" + place.stem)
        session.writer = isTwin ? "cached_db" : "cache"
        if isTwin {
            session.notes.append(
                "Django's cached_db keeps a second copy in the database, which what is done here does not cover:"
                    + " the next request brings the session back from there.")
        }
    }

    /// `set_expiry` with a number of seconds.
    private static func seconds(_ payload: Payload) -> Int64? {
        guard let node = payload.node(at: expiry), node.kind == .number, let seconds = Int64(node.rawText),
            (1...3_153_600_000).contains(seconds)
        else { return nil }
        return seconds
    }
}
