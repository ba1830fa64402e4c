/// How a format keeps its sessions in a table, a row each; names are found without regard to case.
public struct TableLayout: Hashable, Sendable {
    /// The table's name.
    public var table: String
    /// The column of the id, which is the primary key.
    public var id: String
    /// What every name in that column begins with, in front of the session's own.
    public var prefix: String
    /// Whether that column holds the id itself, and not only its hash.
    public var tellsID: Bool
    /// Where a record's content is.
    public var content: Content
    /// The column of the moment that a session's life is counted by.
    public var expiry: String
    /// What that column counts.
    public var unit: ExpiryUnit
    /// What the moment is to the session.
    public var moment: Moment
    /// What that column holds for a session that never ends; nil where it has no way to say so.
    public var never: Never?
    /// Other columns that say something of the session, to be shown: those of them that are there.
    public var shown: [String]
    /// Whether rows that are no sessions may stand in the table as well, so that only the content tells.
    public var isShared: Bool

    /// Where the content of a row's record is.
    public enum Content: Hashable, Sendable {
        /// In one column.
        case column(String)
        /// In several, and in rows of a second table: a record's content is then the fields, as `FieldList` writes them.
        case fields([Field], more: FieldTable)
    }

    /// A field that has a column of its own; its value is the column's as text.
    public struct Field: Hashable, Sendable {
        /// The field's name.
        public var name: String
        /// The column's.
        public var column: String

        /// Creates a field of a column.
        public init(_ name: String, column: String) {
            self.name = name
            self.column = column
        }
    }

    /// A second table, which has a row for each further field of a session.
    public struct FieldTable: Hashable, Sendable {
        /// What its name has behind that of the first.
        public var suffix: String
        /// The column of the first table that tells whose a field is.
        public var owner: String
        /// The column that refers to it.
        public var reference: String
        /// The column of the field's name.
        public var name: String
        /// The column of its value.
        public var value: String
        /// What the record's content has in front of these names.
        public var prefix: String

        /// Creates the description of a table.
        public init(
            suffix: String, owner: String, reference: String, name: String, value: String, prefix: String
        ) {
            self.suffix = suffix
            self.owner = owner
            self.reference = reference
            self.name = name
            self.value = value
            self.prefix = prefix
        }
    }

    /// What stands for a deadline that never comes.
    public enum Never: Hashable, Sendable {
        /// 0.
        case zero
        /// The greatest number of 64 bits.
        case greatest
    }

    /// What a column of moments counts.
    public enum ExpiryUnit: Hashable, Sendable {
        /// Seconds since 1970, with fraction.
        case seconds
        /// Whole seconds since 1970.
        case wholeSeconds
        /// Milliseconds since 1970.
        case milliseconds
        /// A date and a time of day. Where the column has no zone, it is that of `zone`; where it is text, it is written in
        /// the form of `text`.
        case date(zone: Zone, text: DateText)

        /// Whether it is a date, and no number.
        public var isDate: Bool {
            switch self {
            case .date: true
            case .seconds, .wholeSeconds, .milliseconds: false
            }
        }

        /// Whether it is a date that an engine without a type for dates keeps as text.
        public var isDateText: Bool {
            switch self {
            case .date(_, .julianDay): false
            case .date(_, .iso8601), .date(_, .sql): true
            case .seconds, .wholeSeconds, .milliseconds: false
            }
        }
    }

    /// The zone of dates in a column that has none.
    public enum Zone: Hashable, Sendable {
        /// UTC, whatever the database's own is.
        case utc
        /// The one that the database gives a connection.
        case connection
    }

    /// How a date is written as text, in UTC.
    public enum DateText: Hashable, Sendable {
        /// `2026-11-21T18:00:00.000Z`.
        case iso8601
        /// `2026-11-21 18:00:00.000`.
        case sql
        /// No text, but a number of days since noon on 24 November 4714 BC: how SQLite's `julianday` keeps moments.
        case julianDay
    }

    /// What the moment in a row is to its session.
    public enum Moment: Hashable, Sendable {
        /// When it ends.
        case deadline
        /// When it was last used: the framework adds a lifetime.
        case lastUse
    }

    /// Creates a layout of a table that has the content in one column.
    public init(
        table: String, id: String, data: String, expiry: String, unit: ExpiryUnit = .seconds,
        moment: Moment = .deadline, never: Never? = .zero, shown: [String] = [], prefix: String = "",
        tellsID: Bool = true, isShared: Bool = false
    ) {
        self.init(
            table: table, id: id, content: .column(data), expiry: expiry, unit: unit, moment: moment, never: never,
            shown: shown, prefix: prefix, tellsID: tellsID, isShared: isShared)
    }

    /// Creates a layout.
    public init(
        table: String, id: String, content: Content, expiry: String, unit: ExpiryUnit = .seconds,
        moment: Moment = .deadline, never: Never? = .zero, shown: [String] = [], prefix: String = "",
        tellsID: Bool = true, isShared: Bool = false
    ) {
        self.table = table
        self.id = id
        self.prefix = prefix
        self.tellsID = tellsID
        self.content = content
        self.expiry = expiry
        self.unit = unit
        self.moment = moment
        self.never = never
        self.shown = shown
        self.isShared = isShared
    }
}
