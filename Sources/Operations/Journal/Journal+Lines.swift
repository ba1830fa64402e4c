internal import Crypto
internal import SessionModel
internal import StoreKit
internal import TextCodings

/// What stands in a line, and how it is checked.
extension Journal {
    /// The line's hash when number, link and hash are right.
    static func check(_ line: [UInt8], number: Int, previous: String) -> String? {
        guard let payload = try? Payload(parsing: line), payload.root.kind == .object,
            text(payload, "prev") == previous, payload.node(at: path("n"))?.rawText == String(number),
            let hash = text(payload, "hash"), let bare = try? payload.removing(path("hash")),
            digest(bare.source) == hash
        else { return nil }
        return hash
    }

    static func line(_ bytes: [UInt8]) -> JournalLine? {
        guard let payload = try? Payload(parsing: bytes), payload.root.kind == .object,
            let number = payload.node(at: path("n")).flatMap({ Int($0.rawText) }),
            let at = payload.node(at: path("at")).flatMap({ SecondsText.milliseconds($0.raw) })
        else { return nil }
        let login = text(payload, "operator", "login") ?? "?"
        let sudo = text(payload, "operator", "sudo_user").map { $0 == login ? "" : " (sudo by \($0))" } ?? ""
        let count = payload.node(at: path("count")).flatMap { Int($0.rawText) } ?? 0
        let results =
            payload.node(at: path("results"))?.children.map { result in
                "\(String((result.key ?? "?").map { $0 == "_" ? " " : $0 })) \(result.rawText)"
            } ?? []
        return JournalLine(
            number: number, at: Timestamp(milliseconds: at), who: login + sudo, store: text(payload, "store") ?? "",
            verb: text(payload, "verb") ?? "?",
            count: count, reason: text(payload, "reason"),
            result: results.joined(separator: ", "), note: text(payload, "note"),
            text: String(decoding: bytes, as: UTF8.self),
            from: text(payload, "operator", "ssh_from") ?? text(payload, "operator", "tty") ?? "",
            target: target(payload, count),
            part: payload.node(at: path("part")).flatMap { Int($0.rawText) } ?? 1,
            address: text(payload, "address"))
    }

    /// What a line is about, as short as it goes.
    static func target(_ payload: Payload, _ count: Int) -> String {
        if let user = text(payload, "user") { return user }
        if count > 1 { return "\(count) sessions" }
        let hash = payload.node(at: path("ids"))?.children.first { _ in true }?.string
        return hash.map { "#" + $0.prefix(8) } ?? ""
    }

    static func path(_ keys: String...) -> PayloadPath { PayloadPath(keys.map(PayloadPath.Step.key)) }

    static func text(_ payload: Payload, _ keys: String...) -> String? {
        payload.node(at: PayloadPath(keys.map(PayloadPath.Step.key)))?.string
    }

    static func digest(_ bytes: [UInt8]) -> String { HexText.encode(SHA256.hash(data: bytes)) }
}

extension [UInt8] {
    /// Whether a string that is one of these words begins in them.
    func quote(_ words: [[UInt8]]) -> Bool {
        var rest = self[...]
        while let quotation = rest.firstIndex(of: UInt8(ascii: "\"")) {
            rest = rest[(quotation + 1)...]
            if words.contains(where: { rest.starts(with: $0) }) { return true }
        }
        return false
    }
}

/// Lines of the journal that stand one behind the other in its file.
public struct JournalPage: Sendable {
    /// The lines.
    public var lines: [JournalLine]
    /// Where they end: the offset of the next.
    public var end: Int
}

extension JournalLine {
    /// Whether it is about a store: by the address where the line has one, else by what the store is called.
    func isOn(_ target: OpenStore) -> Bool {
        let identity = target.store.identity
        if let address { return address == identity.fixedAddress }
        return store == identity.fixedAddress || store == target.name && store != identity.address
    }

    /// Whether it tells that the act was to begin that a later line is of: both have the same sessions in the same order.
    func isBeginning(of later: JournalLine) -> Bool {
        isBegun && verb == later.verb && store == later.store && address == later.address && who == later.who
            && reason == later.reason && ids == later.ids
    }

    /// The hashes of its sessions, as they stand in the file.
    private var ids: String? { (try? Payload(parsing: text))?.node(at: Journal.path("ids"))?.rawText }

    /// Whether what stands there is no line that was ever written.
    public var isDamaged: Bool { verb == Self.damaged }

    /// What is said in the place of a damaged line: which it is, and how it begins; nil for any other.
    public var damage: String? {
        guard isDamaged else { return nil }
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.shownOfDamaged)))
        return "line \(number)  \(Self.damaged): \(start)\(start.utf8.count < text.utf8.count ? ".." : "")"
    }

    private static let damaged = "unreadable"
    private static let shownOfDamaged = 60

    static func unreadable(_ number: Int, _ bytes: [UInt8]) -> JournalLine {
        JournalLine(
            number: number, at: Timestamp(milliseconds: 0), who: "?", store: "", verb: damaged, count: 0,
            reason: nil,
            result: "", note: nil, text: String(decoding: bytes, as: UTF8.self))
    }
}
