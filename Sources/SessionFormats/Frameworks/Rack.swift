internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// Sessions of Rack and Rails that are kept on the server: redis-rack, redis-session-store, Rails' `:cache_store` on
    /// Redis, Memcached and in files, and the table of activerecord-session_store.
    ///
    /// Read in rack/rack-session 2.1 and rack 2.2 (`rack/session/abstract/id.rb`), redis-store/redis-rack 2.1 and 3.0,
    /// roidrage/redis-session-store 0.11, rails/activerecord-session_store 2.3 and rails/rails 6.1 to 8
    /// (`activesupport/lib/active_support/cache`); redis-rack 2.1 and the cache of Rails 6.1 were run.
    public static let rack = SessionFormat(
        FormatRecipe(
            name: "rack",
            title: "Rack and Rails",
            layouts: RackID.layouts,
            cookieName: "rack.session",
            defaultLifetime: 1_800_000,
            userPaths: ["user_credentials_id", "account_id"].map { PayloadPath([.key($0)]) },
            // Rails calls the cookie after the application.
            cookieSuffixes: ["_session"],
            ids: RackID.scheme,
            coding: RackRecord.coding,
            recognizes: { payload, _ in payload.root.kind == .object },
            users: RackRecord.users,
            describe: RackRecord.describe,
            redate: RackRecord.redate))
}

/// Rack's ids: the cookie holds the public one, the store a hash of it, the private one.
enum RackID {
    /// What stands in front of the hash.
    static let mark = "2::"
    private static let digest = StemShape(.hexadecimal, 64)
    private static let publicID = StemShape(.hexadecimal, 32...64)

    static let scheme = IDScheme(
        shape: StemShape(.hexadecimal, 32...64), looks: "32 to 64 hexadecimal digits",
        mint: { HexText.encode(IDScheme.bytes(16, &$0)) },
        // Rack's own ids have 64 digits, those of Rails 32.
        mintBeside: { key, random in
            HexText.encode(IDScheme.bytes(key.hasPrefix(Array("rack:session:".utf8)) ? 32 : 16, &random))
        },
        digestInLayout: { id, layout in
            layout.kind == .table ? mark + HexText.sha256(id) : HexText.sha256(id)
        })

    /// Before Rack 2.0.8 a record stood under the public id, and one that does is still taken.
    static let layouts: [Layout] = [
        .keyValue(KeyValueLayout(.exactly("rack:session:2::"), stem: digest, tellsID: false)),
        .keyValue(KeyValueLayout(.exactly("_session_id:2::"), stem: digest, tellsID: false)),
        // redis-session-store's prefix and the cache's namespace are the application's choice.
        .keyValue(KeyValueLayout(.endingIn(mark), stem: digest, tellsID: false)),
        .keyValue(KeyValueLayout(.exactly("rack:session:"), stem: publicID)),
        // Rails' cache writes a key into a file's name as a form would, and the file into two directories.
        .files(
            FileLayout(prefix: "_session_id%3A2%3A%3A", suffix: "", stem: .digest(digest), nesting: .checksum)),
        .table(
            TableLayout(
                table: "sessions", id: "session_id", data: "data", expiry: "updated_at",
                unit: .date(zone: .utc, text: .sql), moment: .lastUse, never: nil, shown: ["created_at"],
                tellsID: false)),
    ]
}

/// What Rack's and Rails' stores keep in a record.
enum RackRecord {
    private static let value = PayloadPath([.key("value")])
    private static let own = ["session_id", "_csrf_token", "csrf.token", "csrf", "flash", "__FLASH__", "tracking"]
        .map { PayloadPath([.key($0)]) }

    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .opaque("It was not read whole.") }
        return place.layout.kind == .table ? column(bytes) : coding(bytes)
    }

    private static func coding(_ bytes: [UInt8]) -> PayloadCoding? {
        if bytes.first == UInt8(ascii: "{") { return .json }
        if Marshal.begins(bytes) { return .serialized(Marshal(form: .cacheEntry)) }
        return RailsCacheEntry(bytes)?.coding
    }

    /// The column is text: base64 with line ends in it, or JSON with the session in `value`.
    private static func column(_ bytes: [UInt8]) -> PayloadCoding? {
        if bytes.first == UInt8(ascii: "{") { return holdsValue(bytes) ? PayloadCoding.json.inMember(value) : .json }
        guard let content = Base64.decode(bytes.filter { $0 != 10 && $0 != 13 }), Marshal.begins(content) else {
            return nil
        }
        return PayloadCoding.serialized(Marshal()).inside(
            "base64", open: { _ throws(FormatError) in content },
            close: { _, _ throws(FormatError) in throw FormatError(Marshal.lockWithoutEnd) }
        ).locked(Marshal.lockWithoutEnd)
    }

    private static func holdsValue(_ bytes: [UInt8]) -> Bool {
        guard let payload = try? Payload(parsing: bytes) else { return false }
        return payload.root.childCount == 1 && payload.node(at: value)?.kind == .object
    }

    /// `warden.user.<scope>.key` is what Devise writes: the user's key, and the start of the password's salt.
    @Sendable
    static func users(_ payload: Payload) -> [String] {
        payload.root.children.compactMap { child in
            guard let key = child.key, key.hasPrefix("warden.user."), key.hasSuffix(".key") else { return nil }
            var node: PayloadNode? = child
            for _ in 0..<3 where node?.kind == .array { node = node?.child(.index(0)) }
            switch node?.kind {
            case .string: return node?.string
            case .number: return node?.rawText
            case .object, .array, .boolean, .null, nil: return nil
            }
        }
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        let warden = payload.root.children.compactMap(\.key).filter { $0.hasPrefix("warden.") }
        session.protectedPaths =
            own.filter { payload.node(at: $0) != nil } + warden.map { PayloadPath([.key($0)]) }
        session.lastSeenAt = lastRequest(payload)
        if place.layout.kind == .table { return describeRow(&session) }
        session.writer = writer(place)
        guard let bytes = session.record.content.bytes, let entry = RailsCacheEntry(bytes) else { return }
        session.writer = "Rails cache"
        if let end = entry.end { session.clocks.append(SessionClock(.payload, .at(end), source: "cache entry")) }
    }

    private static func writer(_ place: RecordPlace) -> String? {
        guard case .keyValue(let layout) = place.layout else { return nil }
        return layout.prefix.hasPrefix("rack:session:") ? "redis-rack" : "redis-session-store"
    }

    /// Nothing ends a row but the application's own task, which goes by the time of the last change.
    private static func describeRow(_ session: inout Session) {
        session.writer = "activerecord-session_store"
        session.lastSeenAt = session.record.modified ?? session.lastSeenAt
        session.createdAt = session.record.columns["created_at"].flatMap {
            Timestamp(iso8601: $0, assumingUTC: true)
        }
        session.notes.append(
            "Its table keeps no end: Rails takes the session until a task of the application's removes the row.")
    }

    /// Devise's timeoutable notes each request, in whole seconds.
    private static func lastRequest(_ payload: Payload) -> Timestamp? {
        let moments = payload.root.children.compactMap { child -> Int64? in
            guard let key = child.key, key.hasPrefix("warden.user."), key.hasSuffix(".session"),
                let node = child.child(.key("last_request_at")), node.kind == .number
            else { return nil }
            return Int64(node.rawText)
        }
        guard let last = moments.max(), (0..<100_000_000_000).contains(last) else { return nil }
        return Timestamp(milliseconds: last * 1000)
    }

    /// An entry of the cache has an end of its own, which has to move with the store's.
    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        if context.layouts(of: "rack").claiming(session.key)?.kind == .table {
            throw FormatError("Its table keeps no end of a session, so there is none to move; it can be ended.")
        }
        guard let bytes = session.record.content.bytes, let entry = RailsCacheEntry(bytes), entry.end != nil else {
            return Redating(expiry: deadline, deadline: deadline)
        }
        return Redating(
            content: try entry.redated(deadline, bytes), expiry: session.record.expiry == nil ? nil : deadline,
            deadline: deadline)
    }
}

extension PayloadCoding {
    /// This coding in a member of a JSON object: all else in it stays.
    fileprivate func inMember(_ path: PayloadPath) -> PayloadCoding {
        inside(
            "\"\(path)\"",
            open: { bytes throws(FormatError) in
                guard let node = (try? Payload(parsing: bytes))?.node(at: path) else {
                    throw FormatError("Its \"\(path)\" is missing.")
                }
                return Array(node.raw)
            },
            close: { content, bytes throws(FormatError) in
                do {
                    return try Payload(parsing: bytes).setting(path, to: content).source
                } catch {
                    throw FormatError("The session can't be put back into \"\(path)\".")
                }
            })
    }
}
