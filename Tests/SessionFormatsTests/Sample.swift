import SessionFormats
import SessionModel
import TestSupport

/// A Tina4 record with all that a store would know of it, and what stands in it.
struct Sample: CustomStringConvertible, Sendable {
    var layout: String
    var record: StoredRecord
    var context: FormatContext

    var description: String { "\(layout): \(record.content.bytes.map { String(decoding: $0, as: UTF8.self) } ?? "-")" }

    static let modified = Timestamp(milliseconds: 1_795_229_050_123)
    static let keyDeadline = Deadline.at(Timestamp(milliseconds: 1_795_232_650_730))

    static let files: [Layout] = SessionFormat.tina4.layouts.filter { layout in
        switch layout {
        case .files: true
        case .keyValue, .table, .documents, .memory: false
        }
    }
    static let keys: [Layout] = [.keyValue(KeyValueLayout(prefix: "tina4:session:"))]

    init(_ layout: String, file: Tina4Record, users: UserRule = .common, lifetime: Int64? = nil) {
        self.init(layout, name: file.name, text: file.text, users: users, lifetime: lifetime)
    }

    init(_ layout: String, name: String, text: String, users: UserRule = .common, lifetime: Int64? = nil) {
        self.layout = layout
        record = StoredRecord(key: SessionKey(name), content: .bytes(Array(text.utf8)), modified: Self.modified)
        context = FormatContext(layouts: Self.files, userRule: users, lifetime: lifetime)
    }

    init(_ layout: String, value: Tina4Record, expiry: Deadline = keyDeadline, users: UserRule = .common) {
        self.layout = layout
        record = StoredRecord(
            key: SessionKey("tina4:session:" + value.name), content: .bytes(value.bytes), expiry: expiry)
        context = FormatContext(layouts: Self.keys, userRule: users)
    }

    /// A file as Python names it, with this text in it.
    static func python(_ text: String) -> Sample {
        Sample("Python file", name: String(repeating: "a", count: 64) + ".json", text: text)
    }

    func read() -> Session? { SessionFormat.tina4.read(record, context) }

    /// What a listing sees of it.
    func glance() -> (facts: RowFacts, user: String?) {
        var page = RecordPage()
        let glance = SessionFormat.tina4.glance(context)
        record.key.bytes.withUnsafeBytes { key in
            (record.content.bytes ?? []).withUnsafeBytes { content in
                glance(
                    key, content, record.expiry.map(Self.milliseconds) ?? RowFacts.unknown,
                    record.modified?.milliseconds ?? RowFacts.unknown, &page)
            }
        }
        return (page.facts[0], page.user(0))
    }

    static func milliseconds(_ deadline: Deadline) -> Int64 { deadline.moment?.milliseconds ?? RowFacts.never }
}

extension Sample {
    static let payload: KeyValuePairs = [
        "user_id": "7", "name": #""Zo\u00eb""#, "n": "1.0", "_flash_notice": #""saved""#,
    ]
    static let created = 1_795_229_000
    static let accessed = 1_795_229_050
    static let expires = 1_795_232_650

    /// One of each layout, newer and older, with the same payload.
    static let each: [Sample] = [
        Sample("Python file", file: .pythonFile(id: Tina4ID.python(), payload, expires: 1_795_232_650.73)),
        Sample(
            "Node file",
            file: .nodeFile(id: Tina4ID.node(), payload, created: created, accessed: accessed, expires: expires)),
        Sample(
            "PHP file",
            file: .phpFile(id: Tina4ID.php(), payload, created: created, accessed: accessed, expires: expires)),
        Sample("Ruby file", file: .rubyFile(id: Tina4ID.ruby(), payload, expires: 1_795_232_650.5)),
        Sample("PHP 3.12 file", file: .php312File(id: Tina4ID.php(), payload, created: created, accessed: accessed)),
        Sample(
            "older Node file",
            file: .olderNodeFile(id: Tina4ID.node(), payload, created: created, accessed: accessed, expires: expires)),
        Sample("Ruby 3.12 file", file: .ruby312File(id: Tina4ID.ruby(), payload)),
        Sample("Python value", value: .pythonValue(id: Tina4ID.python(), payload)),
        Sample("Node value", value: .nodeValue(id: Tina4ID.node(), payload, created: created, accessed: accessed)),
        Sample("PHP value", value: .phpValue(id: Tina4ID.php(), payload, created: created, accessed: accessed)),
        Sample("Ruby value", value: .rubyValue(id: Tina4ID.ruby(), payload), expiry: .never),
    ]

    static func named(_ layout: String) -> Sample {
        each.first { $0.layout == layout } ?? each[0]
    }
}
