/// How a format keeps its sessions in a collection of documents, a document each.
///
/// A record's content is the whole document in BSON. What a framework keeps there beside id and deadline belongs to the
/// format, which reads it from the content and gives new content when it changes.
public struct DocumentLayout: Hashable, Sendable {
    /// The database, where an address names none; nil where the framework has no usual one.
    public var database: String?
    /// The collection.
    public var collection: String
    /// The field that names the session: `_id`, or another one with a unique value.
    public var id: String
    /// What every name in that field begins with, in front of the id.
    public var prefix: String
    /// The field of the deadline; nil where the documents have none.
    public var expiry: Expiry?

    /// A field that holds a deadline.
    public struct Expiry: Hashable, Sendable {
        /// Its name.
        public var field: String
        /// What it counts.
        public var unit: Unit
        /// How a deadline that never comes is written.
        public var never: Never

        /// Creates the description of a field.
        public init(_ field: String, unit: Unit, never: Never) {
            self.field = field
            self.unit = unit
            self.never = never
        }
    }

    /// What a field of a deadline counts.
    public enum Unit: Hashable, Sendable {
        /// Seconds since 1970, as a number of whichever type stands there; a fraction where none stands there yet.
        case seconds
        /// A date.
        case date
        /// Nanoseconds since 1970, as a whole number.
        case nanoseconds
    }

    /// What stands for a deadline that never comes.
    public enum Never: Hashable, Sendable {
        /// The number 0. Where the field is missing, the format knows the deadline.
        case zero
        /// No such field.
        case missing
    }

    /// Creates a layout.
    public init(
        database: String? = nil, collection: String = "sessions", id: String = "_id", prefix: String = "",
        expiry: Expiry?
    ) {
        self.database = database
        self.collection = collection
        self.id = id
        self.prefix = prefix
        self.expiry = expiry
    }
}
