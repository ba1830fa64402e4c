internal import SessionModel

/// What a listing sees of a Tina4 record as it passes by: deadline, last seen, user.
///
/// It follows `Tina4Record.read` on well-formed records, without building a tree.
struct Tina4Glance: Sendable {
    /// The fields it looks for.
    let paths: [[String]]
    private let probe: FieldProbe
    private let userCount: Int
    private let lifetime: Int64?

    /// The fields in the order of the probe's results; the user's follow, wrapped ones first.
    private enum Field {
        static let expires = 0, data = 1, dataAccessed = 2, metaExpires = 3, metaAccessed = 4, meta = 5, accessed = 6
        static let users = 7
    }

    init(context: FormatContext) {
        let users = Array(context.userRule.keyPaths.prefix(20))
        userCount = users.count
        lifetime = context.lifetime
        paths =
            [
                ["_expires"], ["_data"], ["_data", "_accessed"], ["_meta", "expires_at"], ["_meta", "last_accessed"],
                ["_meta"], ["_accessed"],
            ] + users.map { ["_data"] + $0 } + users
        probe = FieldProbe(paths: paths)
    }

    func callAsFunction(
        key: UnsafeRawBufferPointer, content: UnsafeRawBufferPointer, expiry: Int64, modified: Int64,
        page: inout RecordPage
    ) {
        withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: probe.count) { found in
            let isWhole = probe.look(through: content, found: found)
            look(key, content, found, isWhole: isWhole, expiry, modified, &page)
        }
    }

    /// Adds the row of a record whose fields are found.
    ///
    /// - Parameters:
    ///   - found: Where the value of each path stands.
    ///   - isWhole: Whether the record is a JSON object whose brackets and quotes close.
    func look(
        _ key: UnsafeRawBufferPointer, _ content: UnsafeRawBufferPointer,
        _ found: UnsafeMutableBufferPointer<Range<Int>>, isWhole: Bool, _ expiry: Int64, _ modified: Int64,
        _ page: inout RecordPage
    ) {
        let seen = modified == RowFacts.unasked ? RowFacts.unknown : modified
        var facts = RowFacts(deadline: expiry, lastSeen: seen, size: content.count, isReadable: isWhole)
        var users = Field.users + userCount
        if isWhole, expiry == RowFacts.unknown {
            let isWrapped = !found[Field.data].isEmpty && found[Field.meta].isEmpty
            if isWrapped { users = Field.users }
            if modified == RowFacts.unasked, isDatedOutside(key, found, isWrapped: isWrapped) {
                return page.lacksModification = true
            }
            date(&facts, key, content, found, isWrapped: isWrapped)
        } else if isWhole {
            facts.lastSeen = lastSeen(content, found, isWrapped: false) ?? seen
        }
        let user = isWhole ? self.user(content, found, from: users) : content.prefix0
        guard user.contains(UInt8(ascii: "\\")) else { return page.append(key: key, facts: facts, user: user) }
        let text = Array(JSONText.decode(token: Array("\"".utf8) + user + Array("\"".utf8)).utf8)
        text.withUnsafeBytes { page.append(key: key, facts: facts, user: $0) }
    }

    /// Whether it may take the modification time to know when a record ends.
    private func isDatedOutside(
        _ key: UnsafeRawBufferPointer, _ found: UnsafeMutableBufferPointer<Range<Int>>, isWrapped: Bool
    ) -> Bool {
        if isWrapped { return false }
        return found[Field.meta].isEmpty ? key.starts(with: "sess_".utf8) : found[Field.metaExpires].isEmpty
    }

    private func date(
        _ facts: inout RowFacts, _ key: UnsafeRawBufferPointer, _ content: UnsafeRawBufferPointer,
        _ found: UnsafeMutableBufferPointer<Range<Int>>, isWrapped: Bool
    ) {
        let modified = facts.lastSeen
        let seen = lastSeen(content, found, isWrapped: isWrapped)
        facts.lastSeen = seen ?? modified
        if isWrapped {
            facts.isReadable = content[found[Field.data].lowerBound] == UInt8(ascii: "{")
            facts.deadline = deadline(content, found[Field.expires], &facts)
        } else if !found[Field.meta].isEmpty {
            facts.deadline =
                found[Field.metaExpires].isEmpty
                ? idle(since: facts.lastSeen, lifetime ?? 3_600_000)
                : deadline(content, found[Field.metaExpires], &facts)
        } else if key.starts(with: "sess_".utf8) {
            facts.deadline = idle(since: modified, lifetime ?? 86_400_000)
        } else {
            facts.deadline = seen.map { idle(since: $0, lifetime ?? 3_600_000) } ?? RowFacts.never
        }
    }

    /// When the record says that it was last seen.
    private func lastSeen(
        _ content: UnsafeRawBufferPointer, _ found: UnsafeMutableBufferPointer<Range<Int>>, isWrapped: Bool
    ) -> Int64? {
        let field =
            isWrapped ? Field.dataAccessed : found[Field.meta].isEmpty ? Field.accessed : Field.metaAccessed
        guard !found[field].isEmpty else { return nil }
        return SecondsText.milliseconds(UnsafeRawBufferPointer(rebasing: content[found[field]]))
    }

    private func idle(since seen: Int64, _ lifetime: Int64) -> Int64 {
        seen == RowFacts.unknown
            ? RowFacts.never : RowFacts.value(Timestamp(milliseconds: seen).adding(milliseconds: lifetime))
    }

    private func deadline(_ content: UnsafeRawBufferPointer, _ range: Range<Int>, _ facts: inout RowFacts) -> Int64 {
        guard let first = range.isEmpty ? nil : content[range.lowerBound] else { return RowFacts.never }
        switch first {
        case UInt8(ascii: "n"), UInt8(ascii: "f"): return RowFacts.never
        case UInt8(ascii: "t"): return 1000
        default:
            let number = UnsafeRawBufferPointer(rebasing: content[range])
            if first != UInt8(ascii: "\""), let moment = SecondsText.milliseconds(number) {
                return moment == 0 ? RowFacts.never : moment
            }
            facts.isReadable = false
            return RowFacts.unknown
        }
    }

    private func user(
        _ content: UnsafeRawBufferPointer, _ found: UnsafeMutableBufferPointer<Range<Int>>, from first: Int
    ) -> UnsafeRawBufferPointer {
        for index in first..<(first + userCount) where !found[index].isEmpty {
            let value = UnsafeRawBufferPointer(rebasing: content[found[index]])
            switch value[0] {
            case UInt8(ascii: "\"") where value.count > 2:
                return UnsafeRawBufferPointer(rebasing: value[1..<(value.count - 1)])
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "N"), UInt8(ascii: "I"):
                return value
            default: continue
            }
        }
        return content.prefix0
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var prefix0: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[0..<0]) }
}
