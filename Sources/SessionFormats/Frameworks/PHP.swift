internal import SessionModel

extension SessionFormat {
    /// PHP's own sessions: its files, phpredis 4 to 6 (also on a cluster), and the memcached extension 3.
    ///
    /// Read in php/php-src (`ext/session/mod_files.c`, `ext/session/session.c`), phpredis/phpredis
    /// (`redis_session.c`) and php-memcached-dev/php-memcached (`php_memcached_session.c`), and run with PHP 8.2.
    public static let php = SessionFormat(
        FormatRecipe(
            name: "php",
            title: "PHP",
            layouts: [
                .keyValue(KeyValueLayout(.exactly("PHPREDIS_SESSION:"), stem: PHPID.shape, locks: [.behind("_LOCK")])),
                .keyValue(KeyValueLayout(.exactly("PHPREDIS_CLUSTER_SESSION:"), stem: PHPID.shape)),
                .keyValue(KeyValueLayout(.exactly("memc.sess.key."), stem: PHPID.shape, locks: [.before("lock.")])),
                .files(
                    FileLayout(
                        prefix: "sess_", suffix: "", stem: .id(StemShape(.php, 1...250)), replacement: .inPlace,
                        nesting: .leadingCharacters)),
            ],
            cookieName: "PHPSESSID",
            defaultLifetime: 1_440_000,
            diesByModification: true,
            ids: PHPID.scheme,
            coding: { record, _, _ in PHPRecord.coding(record.content.bytes ?? []) },
            recognizes: { _, _ in true },
            describe: PHPRecord.describe))
}

/// PHP's ids: by default 32 hexadecimal digits; Debian's configuration makes them 26 of `0–9 a–v`.
enum PHPID {
    static let shape = StemShape(.php, 1...256)

    static let scheme = IDScheme(
        shape: shape, looks: "1 to 256 letters, digits, commas or -",
        mint: { IDScheme.characters(32, of: alphabets[0], &$0) },
        mintLike: mint,
        cookieValue: { id, _, _ in id.replacing(",", with: "%2C") })

    /// By `session.sid_bits_per_character`: 4, 5 and 6.
    private static let alphabets = [
        "0123456789abcdef", "0123456789abcdefghijklmnopqrstuv",
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-,",
    ]

    /// As long as the one that is there and of the same letters, but never easier to guess than PHP allows.
    @Sendable
    private static func mint(like id: String, _ random: inout any RandomNumberGenerator) -> String {
        let alphabet = alphabets.first { letters in id.utf8.allSatisfy(letters.utf8.contains) }
        guard let alphabet, (22...256).contains(id.utf8.count) else {
            return IDScheme.characters(32, of: alphabets[0], &random)
        }
        return IDScheme.characters(id.utf8.count, of: alphabet, &random)
    }
}

/// What PHP writes into a record: which of its serializers did is told by the bytes, for each record by itself.
enum PHPRecord {
    /// A serializer of `session.serialize_handler`.
    enum Serializer: String {
        case php, phpSerialize = "php_serialize", phpBinary = "php_binary", igbinary
    }

    static func coding(_ bytes: [UInt8]) -> PayloadCoding {
        switch serializer(of: bytes) {
        case .php: .serialized(PHPSerialization(form: .named))
        case .phpSerialize: .serialized(PHPSerialization(form: .array))
        case .phpBinary: .serialized(PHPSerialization(form: .binary))
        case .igbinary: .serialized(Igbinary())
        case nil: .opaque(opaqueReason(bytes))
        }
    }

    /// Which serializer wrote a record; nil for none of them.
    static func serializer(of bytes: [UInt8]) -> Serializer? {
        if bytes.isEmpty { return .php }
        if Igbinary.begins(bytes) { return .igbinary }
        if bytes.starts(with: "a:".utf8), bytes.count > 2, (48...57).contains(bytes[2]) { return .phpSerialize }
        // The length in front of a name is a control character, unless the name has 32 bytes or more.
        if bytes[0] < 32 { return startsValue(bytes, at: 1 + Int(bytes[0])) ? .phpBinary : nil }
        if let bar = bytes.firstIndex(of: UInt8(ascii: "|")), startsValue(bytes, at: bar + 1) { return .php }
        return bytes[0] < 128 && startsValue(bytes, at: 1 + Int(bytes[0])) ? .phpBinary : nil
    }

    private static func startsValue(_ bytes: [UInt8], at place: Int) -> Bool {
        guard place + 1 < bytes.count, "NbidsaOCERr".utf8.contains(bytes[place]) else { return false }
        return bytes[place + 1] == UInt8(ascii: ":") || bytes[place + 1] == UInt8(ascii: ";")
    }

    private static func opaqueReason(_ bytes: [UInt8]) -> String {
        bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
            ? "It is compressed (zstd), so its data can't be shown; it can be given more time and ended."
            : "It is written by none of PHP's serializers, or compressed, so its data can't be shown;"
                + " it can be given more time and ended."
    }

    @Sendable
    static func describe(_ session: inout Session, _ payload: Payload, _ place: RecordPlace, _ context: FormatContext) {
        session.writer = session.record.content.bytes.flatMap(serializer)?.rawValue
        switch place.layout.kind {
        case .files:
            // Its collector does nothing where a depth is set (ps_files_cleanup_dir).
            session.notes.append(
                session.record.place == nil
                    ? "PHP goes on taking the session after its time until its collector has removed the file."
                    : "PHP's own collector removes no file in nested directories: PHP goes on taking the session after"
                        + " its time until a task of the application's has removed it.")
        case .keyValue, .table, .documents, .memory: session.lifetime = context.lifetime
        }
    }
}
