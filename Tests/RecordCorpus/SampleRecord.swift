public import SessionModel

/// A record that a framework wrote, and what is known of it.
public struct SampleRecord: Sendable, CustomStringConvertible {
    /// The framework and its version: the name of the file it is in.
    public var writer: String
    /// The name of its format.
    public var format: String
    /// What is in the session: "empty", "nested" …
    public var shape: String
    /// The kind of store it stands in.
    public var kind: Layout.Kind
    /// The table, where it is a row.
    public var table: String?
    /// The record.
    public var record: StoredRecord
    /// Whose session it is.
    public var user: String?
    /// When the framework itself begins to refuse it; nil where nothing tells.
    public var dies: Deadline?
    /// The cookie that the framework sent, `name=value`, where that was written down.
    public var cookie: String?

    /// Who wrote it and what is in it.
    public var description: String { "\(writer), \(shape)" }
}

extension SampleRecord {
    /// A line of a file: parts separated by tabs, as `records.py` says.
    init?(line: Substring, writer: String, format: String) {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 8, let content = CorpusFile.decoded(parts[7]) else { return nil }
        let place = parts[1].split(separator: " ").map(String.init)
        switch place.first {
        case "keyValue": kind = .keyValue
        case "files": kind = .files
        case "table": kind = .table
        case "documents": kind = .documents
        case "memory": kind = .memory
        default: return nil
        }
        self.writer = writer
        self.format = format
        shape = parts[0]
        table = place.count > 1 ? place[1] : nil
        record = StoredRecord(
            key: SessionKey(parts[2]), content: .bytes(content), expiry: Self.deadline(parts[3]),
            modified: Self.deadline(parts[4])?.moment)
        user = parts[5] == "-" ? nil : parts[5]
        dies = Self.deadline(parts[6])
        cookie = parts.count > 9 ? parts[9] : nil
        guard parts.count > 8 else { return }
        for column in (try? Payload(parsing: parts[8]))?.root.children.map(\.self) ?? [] {
            if let name = column.key { record.columns[name] = column.string }
        }
    }

    private static func deadline(_ text: String) -> Deadline? {
        text == "never" ? .never : Int64(text).map { .at(Timestamp(milliseconds: $0)) }
    }
}
