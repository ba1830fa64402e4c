internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// Laravel 8 to 13 with its `redis`, `memcached`, `file` and `database` session drivers.
    ///
    /// Read in laravel/framework (`src/Illuminate/Session`, `src/Illuminate/Cache/RedisStore.php`,
    /// `src/Illuminate/Encryption/Encrypter.php`, `src/Illuminate/Cookie`); the tests run Laravel 8's own components.
    public static let laravel = SessionFormat(
        FormatRecipe(
            name: "laravel",
            title: "Laravel",
            layouts: [
                // The application's name and two settings stand in front, in ways that differ from version to version.
                .keyValue(KeyValueLayout(.anything, stem: LaravelID.shape)),
                .files(FileLayout(suffix: "", stem: .id(LaravelID.shape), replacement: .inPlace)),
                .table(
                    TableLayout(
                        table: "sessions", id: "id", data: "payload", expiry: "last_activity", unit: .wholeSeconds,
                        moment: .lastUse, never: nil, shown: LaravelRecord.columns)),
            ],
            cookieName: LaravelID.cookieNames[0],
            defaultLifetime: 7_200_000,
            diesByModification: true,
            cookieSuffixes: ["_session", "-session"],
            cookieNameBeside: LaravelID.cookieName(beside:),
            ids: LaravelID.scheme,
            coding: LaravelRecord.coding,
            recognizes: { payload, _ in LaravelRecord.isLaravel(payload) },
            users: LaravelRecord.users,
            describe: LaravelRecord.describe,
            check: LaravelRecord.check))
}

/// Laravel's ids: 40 letters and digits.
enum LaravelID {
    static let shape = StemShape(.alphanumeric, 40)

    static let scheme = IDScheme(
        shape: shape, looks: "40 letters and digits",
        mint: { IDScheme.characters(40, of: alphabet, &$0) },
        cookieValue: { id, session, context in
            LaravelCipher(context.secrets).cookieValue(
                id, named: context.cookieName ?? cookieNames[0], like: session.flatMap(LaravelRecord.ciphertext))
        },
        idInValue: idInValue)

    /// The cookie's value is encrypted; who has only the id may name that.
    @Sendable
    private static func idInValue(_ value: String, _ context: FormatContext) throws(FormatError) -> String {
        if shape.fits(Array(value.utf8)) { return value }
        return try LaravelCipher(context.secrets)
            .id(inCookie: value, namedOneOf: context.cookieName.map { [$0] } ?? cookieNames)
    }

    /// What the cookie is called where the application has no name of its own, until Laravel 11 and since 12.
    static let cookieNames = ["laravel_session", "laravel-session"]

    /// The cookie's name by what stands in front of a key: the application's name is a part of both, as in
    /// `shop-database-shop-cache-` on Redis or `shop_cache:` on Memcached, unless the configuration says otherwise.
    @Sendable
    static func cookieName(beside key: SessionKey) -> String? {
        var front = Substring(key.text.dropLast(40))
        if front.hasSuffix(":") { front = front.dropLast() }
        if let last = front.last, "-_".contains(last) { front = front.dropLast() }
        guard let joint = ["-", "_"].first(where: { front.hasSuffix("\($0)cache") }) else { return nil }
        let name =
            front.dropLast("\(joint)cache".count)
            .split(separator: "\(joint)database\(joint)", omittingEmptySubsequences: false).last ?? ""
        return name.isEmpty ? nil : "\(name)\(joint)session"
    }

    private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
}

/// What Laravel writes into a record.
enum LaravelRecord {
    private static let token = PayloadPath([.key("_token")])
    private static let own = ["_token", "_flash", "_previous"].map { PayloadPath([.key($0)]) }
    private static let keyMissing =
        "It is encrypted with the application's APP_KEY (session.encrypt), so its data can't be shown;"
        + " it can be given more time and ended."

    /// The cache it is kept in serializes what is text already: on Redis one text stands in the other.
    @Sendable
    static func coding(_ record: StoredRecord, _ place: RecordPlace, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else {
            return place.layout.kind == .keyValue ? nil : .opaque("It was not read whole.")
        }
        let cipher = LaravelCipher(context.secrets)
        if place.layout.kind == .table { return column(bytes, cipher) }
        if place.layout.kind == .keyValue { return cached(bytes, cipher) }
        return inner(bytes, cipher)
    }

    /// Memcached's client keeps a text as it is, or compressed.
    private static func cached(_ bytes: [UInt8], _ cipher: LaravelCipher) -> PayloadCoding? {
        if let content = PHPText.content(of: bytes) { return inner(Array(content), cipher)?.inPHPText }
        if let coding = inner(bytes, cipher) { return coding }
        guard let value = MemcachedExtension(bytes) else { return nil }
        return inner(value.content, cipher)?.inMemcachedExtension(isFastLZ: value.isFastLZ)
    }

    /// Base64 that is written otherwise than PHP writes it could not be put back as it was.
    private static func column(_ bytes: [UInt8], _ cipher: LaravelCipher) -> PayloadCoding? {
        guard let content = Base64.decode(bytes), let coding = inner(content, cipher)?.inBase64 else { return nil }
        return Base64.encode(content).utf8.elementsEqual(bytes) ? coding : coding.locked(oddBase64)
    }

    private static let oddBase64 =
        "Its base64 is written otherwise than PHP writes it, so it could not be put back as it was; it can be given more"
        + " time and ended."

    /// What is encrypted in a session's record; nil where nothing is.
    static func ciphertext(_ session: Session) -> [UInt8]? {
        guard let bytes = session.record.content.bytes else { return nil }
        let content = [PHPText.content(of: bytes).map(Array.init), Base64.decode(bytes), bytes]
        return content.compactMap(\.self).first(where: LaravelCipher.begins)
    }

    /// What the table says of a session beside its payload, where the application's own has not left it out.
    static let columns = ["user_id", "ip_address", "user_agent"]

    /// By `session.serialization` and `session.encrypt`.
    private static func inner(_ bytes: [UInt8], _ cipher: LaravelCipher) -> PayloadCoding? {
        if bytes.starts(with: "a:".utf8) { return .serialized(PHPSerialization(form: .array)) }
        if bytes.starts(with: "{".utf8) { return .json }
        guard LaravelCipher.begins(bytes) else { return nil }
        if cipher.isEmpty { return .sealed(keyMissing) }
        return encrypted(bytes, cipher)
    }

    /// What is encrypted is serialized once more before.
    private static func encrypted(_ bytes: [UInt8], _ cipher: LaravelCipher) -> PayloadCoding? {
        do throws(FormatError) {
            let content = try PHPText.open(try cipher.decrypt(bytes))
            return inner(content, LaravelCipher([]))?.inPHPText.inside(
                "Laravel's encryption",
                open: { bytes throws(FormatError) in try cipher.decrypt(bytes) },
                close: { content, old throws(FormatError) in try cipher.encrypt(content, like: old) })
        } catch {
            return .sealed(error.description)
        }
    }

    /// Every session of a browser gets a token at its first request.
    static func isLaravel(_ payload: Payload) -> Bool {
        payload.node(at: token)?.kind == .string || payload.node(at: own[1])?.kind == .object
    }

    /// `login_<guard>_<sha1 of the guard's class>` holds the user's key.
    @Sendable
    static func users(_ payload: Payload) -> [String] {
        payload.root.children.compactMap { child in
            guard let key = child.key, key.hasPrefix("login_"), key.utf8.count > 41 else { return nil }
            guard key.utf8.suffix(40).allSatisfy(\.isLowerHexDigit) else { return nil }
            switch child.kind {
            case .string: return child.string
            case .number: return child.rawText
            case .object, .array, .boolean, .null: return nil
            }
        }
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.protectedPaths = own.filter { payload.node(at: $0) != nil }
        session.bookkeepingPaths = [own[2]]
        if place.layout.kind == .keyValue { session.lifetime = context.lifetime }
        let columns = session.record.columns
        if session.userNames.isEmpty, !context.userRule.isGiven {
            session.userNames += [columns["user_id"]].compactMap(\.self)
        }
        for (name, title) in [("ip_address", "last came from"), ("user_agent", "last came by")] {
            if let value = columns[name], !value.isEmpty { session.notes.append("It \(title) \(value) (\(name)).") }
        }
    }

    @Sendable
    static func check(_ session: Session, _ payload: Payload) throws(FormatError) {
        guard isLaravel(payload) else {
            throw FormatError("Without _token Laravel refuses the visitor's next form; keep it.")
        }
    }
}

extension PayloadCoding {
    /// This coding in base64, padded.
    fileprivate var inBase64: PayloadCoding {
        inside(
            "base64",
            open: { bytes throws(FormatError) in
                guard let content = Base64.decode(bytes) else { throw FormatError("The record is no base64.") }
                return content
            },
            close: { content, _ throws(FormatError) in Array(Base64.encode(content).utf8) })
    }

    /// This coding in a text as PHP serializes it.
    fileprivate var inPHPText: PayloadCoding {
        inside("PHP serialized text", open: PHPText.open, close: PHPText.close)
    }
}

/// A text as PHP serializes it, `s:5:"hello";`, round another text.
enum PHPText {
    /// What stands between the quotes; nil where the bytes are not one text and nothing else.
    static func content(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard bytes.starts(with: "s:".utf8), let colon = bytes.dropFirst(2).firstIndex(of: UInt8(ascii: ":")),
            colon <= 12, let count = Int(String(decoding: bytes[2..<colon], as: UTF8.self)), count >= 0,
            "\(count)".utf8.elementsEqual(bytes[2..<colon]),
            bytes.count == colon + count + 4, bytes[colon + 1] == UInt8(ascii: "\""),
            bytes.suffix(2).elementsEqual("\";".utf8)
        else { return nil }
        return bytes[(colon + 2)..<(colon + 2 + count)]
    }

    @Sendable
    static func open(_ bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        guard let content = content(of: bytes) else {
            throw FormatError("The record is no text as PHP serializes it: its length and its quotes don't fit.")
        }
        return Array(content)
    }

    @Sendable
    static func close(_ content: [UInt8], over bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        Array("s:\(content.count):\"".utf8) + content + Array("\";".utf8)
    }
}
