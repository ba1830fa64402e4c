internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// ASP.NET Core's sessions in its distributed cache (`AddSession`), on Redis (`AddStackExchangeRedisCache`) and in tables
    /// of SQL Server (`AddDistributedSqlServerCache`) and PostgreSQL.
    ///
    /// Read in dotnet/aspnetcore (`src/Middleware/Session/src/DistributedSession.cs`,
    /// `src/Caching/StackExchangeRedis/src/RedisCache.cs`, `src/Caching/SqlServer/src/SqlQueries.cs`) and
    /// leonibr/community-extensions-cache-postgres 6 (`SqlCommands.cs`, `DatabaseOperations.cs`). The sessions were run, in
    /// 2.2, with the caches in Redis and PostgreSQL.
    public static let aspNetCore = SessionFormat(
        FormatRecipe(
            name: "aspnetcore",
            title: "ASP.NET Core",
            layouts: [
                // The instance's name, which is the application's choice, stands in front without a mark.
                .keyValue(KeyValueLayout(.anything, stem: ASPNetID.shape, value: .fields)),
                // The table's name is the application's choice; this one is in the documentation.
                .table(
                    TableLayout(
                        table: "DistCache", id: "Id", data: "Value", expiry: "ExpiresAtTime",
                        unit: .date(zone: .utc, text: .sql), never: nil, shown: ASPNetRecord.columns,
                        isShared: true)),
            ],
            cookieName: ".AspNetCore.Session",
            defaultLifetime: 1_200_000,
            ids: ASPNetID.scheme,
            coding: ASPNetRecord.coding,
            recognizes: { _, _ in true },
            describe: ASPNetRecord.describe,
            redate: ASPNetRecord.redate))
}

/// ASP.NET's ids: GUIDs, which the cookie holds encrypted with keys that stay with the application.
enum ASPNetID {
    static let shape = StemShape(.uuid, 36)

    static let scheme = IDScheme(
        shape: shape, looks: "36 characters, a GUID", mint: IDScheme.uuid,
        cookieValue: { _, _, _ in nil },
        idInValue: { value, _ throws(FormatError) in
            guard shape.fits(Array(value.utf8)) else {
                throw FormatError(
                    "ASP.NET Core's cookie is encrypted with keys that only the application has; give the GUID in the key."
                )
            }
            return value
        })
}

/// What the distributed cache keeps in a hash, or in a row: the session as one value, and two clocks.
enum ASPNetRecord {
    private static let data = "data", absolute = "absexp", sliding = "sldexp"
    private static let absoluteColumn = "AbsoluteExpiration", slidingColumn = "SlidingExpirationInSeconds"

    /// The columns of the clocks, beside the one that the cache goes by.
    static let columns = [slidingColumn, absoluteColumn]

    private static let lock =
        "What an entry's bytes mean only the application knows, so they are shown and kept as they are;"
        + " the session can be given more time and ended."
    /// From the year 1 to 1970, in ticks of 100 ns.
    private static let epoch: Int64 = 621_355_968_000_000_000

    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return nil }
        if place.layout.kind == .table {
            // Whatever else the application caches stands in the same table.
            guard ASPNetID.shape.fits(record.key.bytes), bytes.first == ASPNetSession.version else { return nil }
            return PayloadCoding.serialized(ASPNetSession()).locked(lock)
        }
        guard let list = FieldList(bytes), let content = list[data], list[absolute] != nil, list[sliding] != nil,
            content.first == ASPNetSession.version
        else { return nil }
        return PayloadCoding.serialized(ASPNetSession()).inside(
            "the field \(data)",
            open: { bytes throws(FormatError) in FieldList(bytes)?[data] ?? [] },
            close: { _, _ throws(FormatError) in throw FormatError(lock) }
        ).locked(lock)
    }

    /// A number of ticks; nil for none, which is -1.
    private static func ticks(_ name: String, _ session: Session) -> Int64? {
        guard let bytes = session.record.content.bytes.flatMap({ FieldList($0)?[name] }),
            let ticks = Int64(String(decoding: bytes, as: UTF8.self)), ticks > 0
        else { return nil }
        return ticks
    }

    private static func end(_ session: Session) -> Timestamp? {
        if let text = session.record.columns[absoluteColumn] { return Timestamp(iso8601: text, assumingUTC: true) }
        return ticks(absolute, session).map { Timestamp(milliseconds: ($0 - epoch) / 10_000) }
    }

    /// In milliseconds.
    private static func lifetime(_ session: Session) -> Int64? {
        guard let text = session.record.columns[slidingColumn] else {
            return ticks(sliding, session).map { $0 / 10_000 }
        }
        return Double(text).flatMap { Int64(exactly: ($0 * 1000).rounded()) }
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.lifetime = lifetime(session)
        if let end = end(session) {
            let source = place.layout.kind == .table ? "\(absoluteColumn) column" : absolute
            session.clocks.append(SessionClock(.absolute, .at(end), source: source))
        }
        session.notes.append("Its cookie is encrypted with keys that only the application has.")
    }

    /// The cache goes by the key's or the row's own deadline, and sets it anew at each request: never past the absolute one.
    @Sendable
    static func redate(
        _ session: Session, _ deadline: Deadline, _ context: FormatContext
    ) throws(FormatError) -> Redating {
        if let end = end(session), deadline > .at(end) {
            throw FormatError("The application has set an end for this session, \(end.iso8601), and keeps to it.")
        }
        return Redating(expiry: deadline, deadline: deadline)
    }
}

/// The session's value: a version, how many entries there are, 16 bytes of identity, and the entries with their lengths.
struct ASPNetSession: Serialization {
    /// The first byte; whatever begins otherwise the framework throws away.
    static let version: UInt8 = 2

    let name = "ASP.NET Core session"

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        let bytes = tree.bytes
        guard bytes.first == Self.version, bytes.count >= 20 else {
            throw SerializationError("expected version 2 and what goes before the entries", at: 0)
        }
        var place = 20
        try tree.open(.object, tag: 0, from: 0)
        for _ in 0..<Self.number(bytes[1..<4]) {
            let start = place
            let name = try Self.part(bytes, &place, width: 2)
            guard let key = String(validating: bytes[name], as: UTF8.self) else {
                throw SerializationError("a key is no UTF-8", at: start)
            }
            let value = try Self.part(bytes, &place, width: 4)
            tree.key(key, at: start..<value.lowerBound)
            try Self.show(bytes[value], &tree)
        }
        if place < bytes.count { throw SerializationError("something follows the entries", at: place) }
        tree.close(at: place)
    }

    /// `SetString` writes UTF-8 and `SetInt32` four bytes, the highest first, of which at least one is no letter as a rule.
    private static func show(_ value: ArraySlice<UInt8>, _ tree: inout SerializedTree) throws(SerializationError) {
        let text = String(validating: value, as: UTF8.self)
        if text != nil, value.allSatisfy({ $0 >= 32 || $0 == 9 || $0 == 10 || $0 == 13 }) {
            return try tree.text(value, tag: 0, at: 0..<0)
        }
        guard value.count == 4 else { return try tree.fixed("bytes", Base64.encode(value), tag: 0, at: 0..<0) }
        let integer = Int32(truncatingIfNeeded: number(value))
        try tree.fixed("int32?", "\(integer) (\(HexText.encode(value)))", tag: 0, at: 0..<0)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private static func part(
        _ bytes: [UInt8], _ place: inout Int, width: Int
    ) throws(SerializationError) -> Range<Int> {
        guard bytes.count - place >= width else { throw SerializationError("the bytes end early", at: place) }
        let count = number(bytes[place..<(place + width)])
        let start = place + width
        guard count <= bytes.count - start else { throw SerializationError("the bytes end early", at: place) }
        place = start + count
        return start..<place
    }

    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] { throw Self.kept }

    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8] { throw Self.kept }

    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8] {
        throw Self.kept
    }

    private static let kept = FormatError("An ASP.NET Core session is kept as it is.")
}
