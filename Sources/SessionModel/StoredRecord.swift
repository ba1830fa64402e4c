/// What a store holds under a key, just as it holds it.
public struct StoredRecord: Hashable, Sendable {
    /// The record's name in its store.
    public var key: SessionKey
    /// What is stored.
    public var content: RecordContent
    /// The store's own expiry of the record; nil where the store keeps none (files), or none that can be read.
    public var expiry: Deadline?
    /// When the record was last written, where the store tells (a file's modification time, a row's last use).
    public var modified: Timestamp?
    /// What the store holds of it beside the content, by the names that its layout has for it; as text.
    public var columns: [String: String] = [:]
    /// Where in its store the record is, where its key alone does not say it: directories, with slashes in between.
    public var place: String?
    /// The size of the content in bytes, also where the content itself was not fetched.
    public var size: Int

    /// Creates a record.
    public init(
        key: SessionKey, content: RecordContent, expiry: Deadline? = nil, modified: Timestamp? = nil, size: Int? = nil
    ) {
        self.key = key
        self.content = content
        self.expiry = expiry
        self.modified = modified
        self.size = size ?? content.bytes?.count ?? 0
    }

    /// Whether only the first bytes of its content were read.
    public var isCut: Bool {
        if case .head = content { return true }
        return false
    }

    /// What a conditional write of this record compares; nil where the content was not read whole.
    public var revision: Revision? { content.bytes.map(Revision.init(content:)) }
}

/// The content of a record, or why it can't be had whole.
public enum RecordContent: Hashable, Sendable {
    /// The bytes, whole.
    case bytes([UInt8])
    /// Larger than what may be fetched: the first bytes of it.
    case head([UInt8])
    /// Nothing a session is kept in: the store's word for what it is ("list", "symbolic link").
    case foreign(String)

    /// The word for a file that only leads to another one.
    public static let symbolicLink = "symbolic link"

    /// The bytes when all of them are here.
    public var bytes: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .head, .foreign: nil
        }
    }
}

/// What a conditional write compares with what the store holds: "is it still what I read?"
///
/// It is the content itself. A hash would be smaller, but an equal hash is no promise.
public struct Revision: Hashable, Sendable {
    /// The content that was seen.
    public let content: [UInt8]

    /// Creates the revision of a content that was read.
    public init(content: [UInt8]) {
        self.content = content
    }
}
