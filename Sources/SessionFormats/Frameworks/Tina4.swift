internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// Tina4 3.x in Python, Node, PHP and Ruby, and the older layouts that are still found.
    ///
    /// What each language writes was read in its own source; for Python it was also run, for the others in files and
    /// Redis; see `Tina4Record`.
    public static let tina4 = SessionFormat(
        name: "tina4",
        title: "Tina4",
        layouts: [
            .keyValue(KeyValueLayout(prefix: "tina4:session:")),
            .files(FileLayout(prefix: "", suffix: ".json", stem: .hashedID)),
            .files(FileLayout(prefix: "sess_", suffix: ".json", stem: .hashedID)),
            .files(FileLayout(prefix: "", suffix: ".json", stem: .hexadecimalID(digits: 32))),
            .files(FileLayout(prefix: "sess_", suffix: ".json", stem: .plainID)),
            .table(TableLayout(table: "tina4_session", id: "session_id", data: "data", expiry: "expires_at")),
        ] + Tina4Document.layouts,
        cookieName: "tina4_session",
        defaultLifetime: 3_600_000,
        userPaths: [
            PayloadPath([.key("_tina4_sso"), .key("identity"), .key("email")]),
            PayloadPath([.key("_tina4_sso"), .key("identity"), .key("subject")]),
        ],
        // The wrapping of Python, Node and Ruby around the payload in a file.
        marks: [["_data"], ["_expires"]],
        read: Tina4Record.read,
        glance: { context in
            // A document is read whole; JSON is looked through.
            let reading = ReadingGlance(read: { Tina4Record.read($0, context) })
            let looking = Tina4Glance(context: context)
            let mayBeDocuments = context.layouts(of: "tina4").contains { $0.kind == .documents }
            return { key, content, expiry, modified, page in
                if mayBeDocuments, Tina4Document.looksLikeOne(content) {
                    reading(key: key, content: content, expiry: expiry, modified: modified, page: &page)
                } else {
                    looking(key: key, content: content, expiry: expiry, modified: modified, page: &page)
                }
            }
        },
        fieldGlance: { context in
            let looking = Tina4Glance(context: context)
            return FieldGlance(paths: looking.paths) { key, content, found, expiry, modified, page in
                looking.look(key, content, found, isWhole: true, expiry, modified, &page)
            }
        },
        content: Tina4Record.content,
        redate: Tina4Record.redate,
        mint: Tina4ID.mint,
        key: Tina4ID.key,
        candidates: Tina4ID.candidates,
        cookie: { id, _, context in "\(context.cookieName ?? "tina4_session")=\(id.whole)" },
        idInCookie: Tina4ID.inCookie
    )
}

/// Tina4's ids: 1 to 128 of `A–Z a–z 0–9 _ -`, minted differently by each language.
enum Tina4ID {
    static func isWellFormed(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(\.isBase64URLDigit)
    }

    /// Python mints 32 random bytes in base64url, Ruby 32 in hexadecimal, PHP and Node 16 in hexadecimal.
    static func mint(like session: Session, _ random: inout any RandomNumberGenerator) -> SessionID {
        let writer = session.writer ?? ""
        if writer.hasPrefix("Ruby") { return SessionID(HexText.encode(bytes(32, &random))) }
        if writer.hasPrefix("PHP") || writer.hasPrefix("Node") { return SessionID(HexText.encode(bytes(16, &random))) }
        return SessionID(Base64.encode(bytes(32, &random), .url))
    }

    private static func bytes(_ count: Int, _ random: inout any RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    static func key(_ id: SessionID, like session: Session, _ context: FormatContext) -> SessionKey? {
        context.layouts(of: "tina4").first { isNamed(session, by: $0) }.map { key(of: id, in: $0) }
    }

    /// Whether the session's record has its key by this layout: the names of two layouts may look alike.
    private static func isNamed(_ session: Session, by layout: Layout) -> Bool {
        guard layout.claims(session.key) else { return false }
        guard let id = session.id else { return !layout.tellsID }
        return key(of: id, in: layout) == session.key
    }

    static func candidates(_ id: SessionID, _ context: FormatContext) -> [SessionKey] {
        guard isWellFormed(id.whole) else { return [] }
        return context.layouts(of: "tina4").compactMap { layout in
            let key = key(of: id, in: layout)
            return layout.claims(key) ? key : nil
        }
    }

    private static func key(of id: SessionID, in layout: Layout) -> SessionKey {
        layout.key(stem: layout.tellsID ? id.whole : HexText.sha256(id.whole))
    }

    /// The cookie holds the id itself, neither signed nor encoded.
    static func inCookie(_ text: String, _ context: FormatContext) throws(FormatError) -> SessionID {
        let value = try CookieText(text).value(named: context.cookieName ?? "tina4_session")
        guard isWellFormed(value) else {
            throw FormatError(
                "That is no Tina4 session id: one has 1 to 128 letters, digits, _ or -;"
                    + " Tina4 cookies are neither signed nor encoded.")
        }
        return SessionID(value)
    }
}
