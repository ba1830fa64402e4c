internal import SessionModel
internal import TextCodings

extension SessionFormat {
    /// A `Map` of sessions in the memory of a Node process: no framework's, but many an application's own.
    ///
    /// Its values are whatever the application keeps; nothing in it ends a session by itself.
    public static let nodeMap = SessionFormat(
        FormatRecipe(
            name: "node-map",
            title: "Map of a Node process",
            layouts: [.memory(MemoryLayout(.map, values: .objects))],
            cookieName: "sid",
            defaultLifetime: 86_400_000,
            userPaths: [PayloadPath([.key("user")])],
            ids: NodeMapID.scheme,
            coding: { _, _, _ in .json },
            recognizes: { payload, _ in payload.root.kind == .object },
            describe: { session, _, _, _ in
                session.writer = "Map"
                session.clocks = [SessionClock(.payload, .never, source: "a Map keeps no end")]
            },
            redate: { _, _, _ throws(FormatError) in
                throw FormatError(
                    "A Map keeps no end of its sessions, so there is none to move; edit the application's own field.")
            }))
}

/// Ids of an application's own: fresh ones are of the length and the alphabet of those that are there.
enum NodeMapID {
    static let scheme = IDScheme(
        shape: StemShape(.any, 8...256), looks: "8 characters at least",
        mint: { HexText.encode(IDScheme.bytes(16, &$0)) }, mintLike: mint)

    /// Letters and digits become others of the alphabet that the id shows; what stands between them stays, and so does
    /// all up to the last colon.
    @Sendable
    private static func mint(_ id: String, _ random: inout any RandomNumberGenerator) -> String {
        let start = id.lastIndex(of: ":").map { id.index(after: $0) } ?? id.startIndex
        let alphabet = alphabet(of: id[start...])
        var fresh = String(id[..<start])
        for (place, letter) in id[start...].enumerated() {
            guard letter.isASCII, letter.isLetter || letter.isNumber else {
                fresh.append(letter)
                continue
            }
            fresh += IDScheme.characters(1, of: isUUID(id) ? uuidAlphabet(place) : alphabet, &random)
        }
        return fresh
    }

    private static let hexDigits = "0123456789abcdef"

    private static func alphabet(of id: Substring) -> String {
        if id.utf8.allSatisfy({ $0.isLowerHexDigit || $0 == UInt8(ascii: "-") }) { return hexDigits }
        let small = id.utf8.contains { (97...122).contains($0) } ? "abcdefghijklmnopqrstuvwxyz" : ""
        let large = id.utf8.contains { (65...90).contains($0) } ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : ""
        return "0123456789" + small + large
    }

    private static func isUUID(_ id: String) -> Bool {
        let groups = id.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups.joined().utf8.allSatisfy(\.isLowerHexDigit)
    }

    /// A UUID's version and variant say how it was made: at random.
    private static func uuidAlphabet(_ place: Int) -> String {
        switch place {
        case 14: "4"
        case 19: "89ab"
        default: hexDigits
        }
    }
}
