/// Where and how a format keeps its records in one kind of store: plain data that the store carries out.
public enum Layout: Hashable, Sendable {
    /// In a key-value store.
    case keyValue(KeyValueLayout)
    /// As files of a directory.
    case files(FileLayout)
    /// As rows of a table.
    case table(TableLayout)
    /// As documents of a collection.
    case documents(DocumentLayout)
    /// In the memory of a running program.
    case memory(MemoryLayout)

    /// A kind of store, as far as layouts tell kinds apart; the raw value is the word in exported files.
    public enum Kind: String, Hashable, Sendable {
        /// Redis, Valkey and their kind.
        case keyValue = "key_value"
        /// A directory.
        case files
        /// A database of tables.
        case table
        /// A database of documents.
        case documents
        /// The memory of a running program.
        case memory

        /// Whether a listing of such a store reads every record's content.
        public var listsContent: Bool { self == .files || self == .memory }
    }

    /// The kind of store it is for.
    public var kind: Kind {
        switch self {
        case .keyValue: .keyValue
        case .files: .files
        case .table: .table
        case .documents: .documents
        case .memory: .memory
        }
    }
}

/// How a format names and replaces its files.
public struct FileLayout: Hashable, Sendable {
    /// What a file's name begins with.
    public var prefix: String
    /// What a file's name ends with.
    public var suffix: String
    /// What stands between prefix and suffix.
    public var stem: Stem
    /// How a file is replaced so that the framework never reads half of one.
    public var replacement: Replacement
    /// The directories between the store's directory and a file.
    public var nesting: Nesting

    /// The part of a file's name that stands for the session.
    public enum Stem: Hashable, Sendable {
        /// The SHA-256 of the id, as 64 lower-case hexadecimal digits. The id can't be had back.
        case hashedID
        /// The id itself, of `A–Z a–z 0–9 _ -`.
        case plainID
        /// The id itself, of this many lower-case hexadecimal digits.
        case hexadecimalID(digits: Int)
        /// The id itself, of this shape.
        case id(StemShape)
        /// Something made of the id that can't be turned back, of this shape.
        case digest(StemShape)

        /// What the stem looks like.
        public var shape: StemShape {
            switch self {
            case .hashedID: StemShape(.hexadecimal, 64)
            case .plainID: StemShape(.base64URL, 1...128)
            case .hexadecimalID(let digits): StemShape(.hexadecimal, digits)
            case .id(let shape), .digest(let shape): shape
            }
        }
    }

    /// A way to put new content in the place of old.
    public enum Replacement: Hashable, Sendable {
        /// A new file is exchanged with the old one in one step.
        case exchange
        /// The old file is written over, under the lock (flock) that the framework takes for each request.
        case inPlace
    }

    /// Creates a layout.
    public init(
        prefix: String = "", suffix: String, stem: Stem, replacement: Replacement = .exchange, nesting: Nesting = .flat
    ) {
        self.prefix = prefix
        self.suffix = suffix
        self.stem = stem
        self.replacement = replacement
        self.nesting = nesting
    }

    /// Whether a file of this name is one of the layout's.
    public func claims(_ name: [UInt8]) -> Bool { name.withUnsafeBytes(claims) }

    /// Whether a file of this name is one of the layout's. Allocates nothing: listings ask it of every name.
    public func claims(_ name: UnsafeRawBufferPointer) -> Bool {
        let start = prefix.utf8.count
        let end = name.count - suffix.utf8.count
        guard start < end, name.starts(with: prefix.utf8), name[end...].elementsEqual(suffix.utf8) else { return false }
        return stem.shape.fits(UnsafeRawBufferPointer(rebasing: name[start..<end]))
    }

    /// What a name says between prefix and suffix; nil when the layout does not claim it.
    public func stemText(of name: [UInt8]) -> String? {
        guard claims(name) else { return nil }
        return String(decoding: name.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count), as: UTF8.self)
    }

    /// Whether the stem is the id itself, and not only something made of it.
    public var tellsID: Bool {
        switch stem {
        case .hashedID, .digest: false
        case .plainID, .hexadecimalID, .id: true
        }
    }

    /// The file name for a stem.
    public func name(stem: String) -> String { prefix + stem + suffix }
}
