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
    /// The column of the payload.
    public var data: String
    /// The column of the moment that a session's life is counted by.
    public var expiry: String
    /// What that column counts.
    public var unit: ExpiryUnit
    /// What the moment is to the session.
    public var moment: Moment
    /// Whether a deadline of 0 is none.
    public var zeroMeansNever: Bool
    /// Other columns that say something of the session, to be shown: those of them that are there.
    public var shown: [String]
    /// Whether rows that are no sessions may stand in the table as well, so that only the content tells.
    public var isShared: Bool

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

    /// Creates a layout.
    public init(
        table: String, id: String, data: String, expiry: String, unit: ExpiryUnit = .seconds,
        moment: Moment = .deadline, zeroMeansNever: Bool = true, shown: [String] = [], prefix: String = "",
        tellsID: Bool = true, isShared: Bool = false
    ) {
        self.table = table
        self.id = id
        self.prefix = prefix
        self.tellsID = tellsID
        self.data = data
        self.expiry = expiry
        self.unit = unit
        self.moment = moment
        self.zeroMeansNever = zeroMeansNever
        self.shown = shown
        self.isShared = isShared
    }
}
