internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// Spring Session 2 to 4 in Redis, its default repository and the indexed ones, and in tables (JDBC), with Java's
    /// serialization or JSON.
    ///
    /// Read in spring-projects/spring-session 4.1 (`spring-session-data-redis`: `RedisSessionRepository`,
    /// `RedisIndexedSessionRepository`, `RedisSessionMapper`, `SortedSetRedisSessionExpirationStore`,
    /// `ReactiveRedisSessionIndexer`; `spring-session-jdbc`: `JdbcIndexedSessionRepository`, `schema-*.sql`). Of these the
    /// one for tables was run, in 2.1, and those for Redis, in 2.7 and 3.5.
    public static let spring = SessionFormat(
        FormatRecipe(
            name: "spring",
            title: "Spring Session",
            layouts: [
                .keyValue(KeyValueLayout(.exactly("spring:session:sessions:"), stem: SpringID.shape, value: .fields)),
                // The namespace is the application's choice.
                .keyValue(KeyValueLayout(.endingIn(":sessions:"), stem: SpringID.shape, value: .fields)),
                .table(SpringRecord.table),
            ],
            cookieName: "SESSION",
            defaultLifetime: 1_800_000,
            // An indexed session's hash outlives the session.
            diesByStore: false,
            ids: SpringID.scheme,
            coding: SpringRecord.coding,
            recognizes: { _, _ in true },
            users: { SpringRecord.users($0) },
            describe: SpringRecord.describe,
            check: SpringRecord.check,
            redate: SpringRecord.redate,
            companions: SpringCompanions.steps))
}

/// Spring's ids: UUIDs, in the cookie in base64.
enum SpringID {
    static let shape = StemShape(.uuid, 36)

    static let scheme = IDScheme(
        shape: shape, looks: "36 characters, a UUID", mint: IDScheme.uuid,
        cookieValue: { id, _, _ in Base64.encode(Array(id.utf8)) },
        idInValue: idInValue)

    /// An application may have switched the base64 off.
    @Sendable
    private static func idInValue(_ value: String, _ context: FormatContext) throws(FormatError) -> String {
        if shape.fits(Array(value.utf8)) { return value }
        guard let bytes = Base64.decode(value.utf8), let id = String(validating: bytes, as: UTF8.self) else {
            throw FormatError("The value of a SESSION cookie is the session's UUID in base64; this is neither.")
        }
        // Where several servers share a host, the server's name stands behind a dot.
        return id.split(separator: ".", maxSplits: 1).first.map(String.init) ?? id
    }
}

/// What Spring Session writes into a hash.
enum SpringRecord {
    static let creation = "creationTime", lastAccess = "lastAccessedTime", interval = "maxInactiveInterval"
    static let principalIndex =
        "org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME"
    /// The same of the reactive repositories.
    static let reactiveIndex = "PRINCIPAL_NAME_INDEX_NAME"
    private static let context = "SPRING_SECURITY_CONTEXT"
    private static let own = [creation, lastAccess, interval].map { PayloadPath([.key($0)]) }
    private static let attribute = "sessionAttr:"
    private static let fields = FieldCoding(prefix: attribute, required: [creation, lastAccess, interval])
    private static let principal = "PRINCIPAL_NAME"
    /// How much longer than the session an indexed one's hash lives, in milliseconds.
    static let afterlife: Int64 = 300_000

    /// Its two tables say the same as a hash does, so they are read as one: the columns of the one and the rows of the
    /// other are fields.
    static let table = TableLayout(
        table: "SPRING_SESSION", id: "SESSION_ID",
        content: .fields(
            [
                .init(creation, column: "CREATION_TIME"), .init(lastAccess, column: "LAST_ACCESS_TIME"),
                .init(interval, column: "MAX_INACTIVE_INTERVAL"),
            ],
            more: .init(
                suffix: "_ATTRIBUTES", owner: "PRIMARY_ID", reference: "SESSION_PRIMARY_ID", name: "ATTRIBUTE_NAME",
                value: "ATTRIBUTE_BYTES", prefix: attribute)),
        expiry: "EXPIRY_TIME", unit: .milliseconds, never: .greatest, shown: [principal])

    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .opaque("It was not read whole.") }
        guard let list = FieldList(bytes), list.fields.contains(where: isOwn) else { return nil }
        guard place.layout.kind == .table, let lock = lock(list) else { return fields.coding }
        return fields.coding.locked(lock)
    }

    private static func isOwn(_ field: FieldList.Field) -> Bool {
        let name = String(decoding: field.name, as: UTF8.self)
        return name == creation || name == lastAccess || name == interval || name.hasPrefix(attribute)
    }

    /// Why a row's attributes may not be edited: an application writes all of them in one way, and numbers in columns of
    /// their own don't tell which that is.
    private static func lock(_ list: FieldList) -> String? {
        let attributes = list.fields.filter { $0.name.starts(with: attribute.utf8) }
        if attributes.contains(where: { JavaSerialization.begins($0.value) }) { return JavaSerialization.lock }
        return attributes.isEmpty ? noAttributes : nil
    }

    private static let noAttributes =
        "It has no attribute, so nothing tells how the application would have one written; it can be given more time and"
        + " ended."

    // MARK: Numbers

    private static func number(_ payload: Payload?, _ name: String) -> Int64? {
        guard let node = payload?.node(at: PayloadPath([.key(name)])) else { return nil }
        switch node.kind {
        case .number: return Int64(node.rawText)
        // Jackson may put the type in front.
        case .array: return node.child(.index(1)).flatMap { Int64($0.rawText) }
        case .object, .string, .boolean, .null: return nil
        }
    }

    /// The moment from which the framework refuses the session; nil where its fields can't be read.
    static func end(_ payload: Payload?) -> Deadline? {
        guard let last = number(payload, lastAccess), let seconds = number(payload, interval) else { return nil }
        if seconds < 0 { return .never }
        let (life, isTooLong) = seconds.multipliedReportingOverflow(by: 1000)
        return isTooLong ? .never : .at(Timestamp(milliseconds: last).adding(milliseconds: life))
    }

    // MARK: Describing

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = own
        session.bookkeepingPaths = [own[1]]
        session.createdAt = number(payload, creation).map(Timestamp.init(milliseconds:))
        session.lastSeenAt = number(payload, lastAccess).map(Timestamp.init(milliseconds:))
        if !context.userRule.isGiven, let name = session.record.columns[principal], !session.userNames.contains(name) {
            session.userNames.insert(name, at: 0)
        }
        if let seconds = number(payload, interval), (1...3_153_600_000).contains(seconds) {
            session.lifetime = seconds * 1000
        }
        if number(payload, interval) == 0 { session.notes.append(isEnded) }
        guard let end = end(payload) else { return }
        session.clocks.append(SessionClock(.idle, end, source: "\(lastAccess) + \(interval)"))
        if isIndexed(session) { session.writer = "indexed" }
    }

    /// What `deleteById` of an indexed repository leaves, for the application's listeners to read.
    private static let isEnded =
        "It was ended by the application: its \(interval) is 0, and what is left of it goes within five minutes."

    /// Whether the hash outlives the session, as those of the indexed repositories do.
    static func isIndexed(_ session: Session) -> Bool {
        guard let end = end(session.payload)?.moment, let expiry = session.record.expiry?.moment else { return false }
        return expiry.milliseconds(since: end) > afterlife / 2
    }

    /// In the order in which Spring itself looks for the name it indexes sessions by.
    static func users(_ payload: Payload) -> [String] {
        let names = [attribute(principalIndex, payload), attribute(reactiveIndex, payload), authenticated(payload)]
        return names.compactMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The name that a repository indexes a session by: in the attribute of its choice, else Spring Security's.
    static func principal(_ payload: Payload, in index: String) -> String? {
        attribute(index, payload) ?? authenticated(payload)
    }

    private static func attribute(_ name: String, _ payload: Payload) -> String? {
        payload.node(at: PayloadPath([.key(name)]))?.string
    }

    private static func authenticated(_ payload: Payload) -> String? {
        payload.node(at: PayloadPath([.key(context), .key("authentication")])).flatMap(name)
    }

    private static func name(of authentication: PayloadNode) -> String? {
        guard let principal = authentication.child(.key("principal")) else {
            return authentication.child(.key("name"))?.string
        }
        if let name = principal.string { return name }
        for key in ["username", "name"] {
            if let name = principal.child(.key(key))?.string { return name }
        }
        // Of a user who came by OAuth an attribute is the name, and which one is told.
        guard let key = principal.child(.key("nameAttributeKey"))?.string else { return nil }
        return principal.child(.key("attributes"))?.child(.key(key))?.string
    }

    // MARK: Changing

    @Sendable
    static func check(_ session: Session, _ payload: Payload) throws(FormatError) {
        for path in own where session.payload?.node(at: path)?.rawText != payload.node(at: path)?.rawText {
            throw FormatError("\"\(path)\" is one of the session's clocks; move them together with ttl.")
        }
    }

    /// The moment of the last access moves: so the next request sets the deadline as it always does.
    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        guard let moment = deadline.moment else {
            throw FormatError(
                "Spring Session gives a session without an end a wrong one at its next request; give it a date.")
        }
        guard let bytes = session.record.content.bytes, var list = FieldList(bytes),
            let last = number(session.payload, lastAccess), let seconds = number(session.payload, interval)
        else { throw FormatError("Its clocks can't be read, so they can't be moved.") }
        if seconds == 0 { throw FormatError(isEnded) }
        var life = seconds
        if seconds < 0 {
            // A last access may be any number at all.
            let left = moment.milliseconds(since: Timestamp(milliseconds: last))
            life = max(1, left / 1000 + (left % 1000 > 0 ? 1 : 0))
            list[interval] = try replacing(list[interval], with: life, interval)
        }
        let (milliseconds, isTooLong) = life.multipliedReportingOverflow(by: 1000)
        guard !isTooLong else { throw FormatError("Its \(interval) is no number of seconds that a calendar has.") }
        let access = moment.adding(milliseconds: -milliseconds)
        list[lastAccess] = try replacing(list[lastAccess], with: access.milliseconds, lastAccess)
        // The default repository keeps no hash of a session without an end.
        let outlives = isIndexed(session) || seconds < 0 && SpringCompanions.areKept(beside: session)
        let expiry = outlives ? moment.adding(milliseconds: afterlife) : moment
        return Redating(content: list.bytes, expiry: .at(expiry), deadline: deadline)
    }

    /// A number in the form it is kept in.
    private static func replacing(
        _ bytes: [UInt8]?, with number: Int64, _ name: String
    ) throws(FormatError) -> [UInt8] {
        let failure = FormatError("Its \(name) is no whole number that this could become.")
        guard let bytes else { throw failure }
        if JavaSerialization.begins(bytes) {
            guard let new = JavaInteger(bytes)?.bytes(with: number) else { throw failure }
            return new
        }
        guard let payload = try? Payload(parsing: bytes),
            let node = payload.root.kind == .array ? payload.root.child(.index(1)) : payload.root,
            node.kind == .number
        else { throw failure }
        var new = bytes
        new.replaceSubrange(node.valueRange, with: String(number).utf8)
        return new
    }
}
