public import SessionModel
public import StoreKit

/// A database and the SQL it speaks: all that the engines do not have in common.
public protocol SQLEngine: Sendable {
    associatedtype Connection: SQLConnection

    /// What it is, for people: "PostgreSQL".
    var name: String { get }
    /// Its address as a URL without any secret.
    var address: String { get }
    /// The address as it is the same from every working directory.
    var fixedAddress: String { get }
    /// What it is called in sentences: "PostgreSQL at localhost:5432".
    var subject: String { get }
    /// A command that would reach it; nil where there is none.
    var trial: String? { get }
    /// Every how many seconds it is asked for changes at the most often.
    var pollInterval: Int { get }

    /// Connects, for reading only until an act says otherwise. Blocks.
    func connect() throws(SQLFailure) -> Connection

    /// What the catalogue says of a table's name, whatever its case; nil where there is no such thing.
    func facts(of table: String, _ connection: Connection) throws(SQLFailure) -> SQLTableFacts?
    /// What speaks against using a table; nothing where it can be used.
    func check(_ table: SQLTable, _ connection: Connection) throws(SQLFailure)
    /// What else an operator should know of the connection, a sentence each.
    func notes(_ connection: Connection) throws(SQLFailure) -> [String]
    /// The name and version it gives itself.
    func version(_ connection: Connection) throws(SQLFailure) -> String
    /// Its clock, in milliseconds since 1970; nil where it has none of its own.
    func clock(_ connection: Connection) throws(SQLFailure) -> Int64?
    /// How many rows there are, as well as can be told cheaply.
    func estimatedCount(_ table: SQLTable, _ connection: Connection) throws(SQLFailure) -> Int?
    /// What may not be done with a table, why, and what would change that.
    func restrictions(
        _ table: SQLTable, _ connection: Connection
    ) throws(SQLFailure) -> [StoreExamination.Restriction]

    /// What may be set up so that the database tells of changes to a table, and whether it is; nil where there is no such
    /// thing. Changes nothing. The default is nil.
    func feedSetup(_ table: SQLTable, _ connection: Connection) throws(SQLFailure) -> FeedSetup?
    /// Connects for being told of changes, on a line of its own; from here on nothing is missed. Blocks. Only asked when
    /// `feedSetup` is active; nil, the default, has the table read again and again.
    func pushSource(_ table: SQLTable) throws(SQLFailure) -> (any SQLPushSource)?

    // MARK: What it spells in its own way

    /// The mark that stands for a value: `?`, or `$2`.
    func mark(_ number: Int) -> String
    /// A name in the quotes that make it one.
    func quoted(_ name: String) -> String
    /// What makes the end of a SELECT give so many rows at the most; may be empty.
    func limit(_ count: Int) -> String
    /// How many keys one statement can ask for.
    func keysAtOnce(_ table: SQLTable) -> Int
    /// What comes before an act and after it; `begin` makes the connection one that may write.
    var transaction: SQLTransaction { get }
    /// What makes a SELECT inside an act hold its row, at its end; may be empty.
    var locking: String { get }
    /// The same, where it stands behind the table's name; may be empty.
    var lockingHint: String { get }
    /// The column's content as bytes.
    func bytes(of column: SQLTable.Column) -> String
    /// How many bytes the content has.
    func byteCount(of column: SQLTable.Column) -> String
    /// The first bytes of the content, as many as the mark says.
    func head(of column: SQLTable.Column, count mark: String) -> String
    /// A word for what kind of value the content is: "text", "blob", or anything else for none a session is kept in.
    func kind(of column: SQLTable.Column) -> String
    /// The moment in a column as a number of its unit, a date's in milliseconds since 1970; or what stands there where that
    /// is none.
    func number(of column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String
    /// A moment for the column; the mark is a number of the unit, of milliseconds since 1970 for a date.
    func deadline(_ mark: String, for column: SQLTable.Column, _ unit: TableLayout.ExpiryUnit) -> String
    /// A column of any type as text.
    func text(of column: SQLTable.Column) -> String
    /// Bytes as a value of the column, which keeps the kind that the row has.
    func changed(_ mark: String, for column: SQLTable.Column) -> String
    /// Bytes as a value of the column in a new row.
    func fresh(_ mark: String, for column: SQLTable.Column) -> String
    /// A column read so that nothing of its value is lost; nil where there is no way to.
    func kept(_ column: SQLTable.Column) -> String?
    /// What `kept` gave as a value of the column in a new row.
    func broughtBack(_ mark: String, for column: SQLTable.Column) -> String
    /// What stands in front of VALUES where columns are given that the database would number itself; may be empty.
    var numberingOverride: String { get }
    /// A key as a value that is compared with the column, as the engine's index has it.
    func key(_ bytes: [UInt8]) -> SQLValue
    /// The same as each kind of value that a row may have it as, the usual one first.
    func keys(_ bytes: [UInt8]) -> [SQLValue]
    /// Adds the condition that the key's column is one of these values, of which one row at the most has any.
    func add(_ values: [SQLValue], equal key: SQLTable.Column, of table: String, to statement: inout SQLText)
    /// A new key as a value of the column, which keeps the kind that the row has.
    func rekeyed(_ mark: String, for column: SQLTable.Column) -> String
    /// Whether each value has a kind of its own, whatever its column's.
    var valuesHaveKinds: Bool { get }
    /// Whether a new row gets a value as this kind by itself; where it does not, the kind is kept with an ended row. Only
    /// asked where `valuesHaveKinds`.
    func isUsual(_ value: ArchivedColumn.Value, for column: SQLTable.Column, of table: SQLTable) -> Bool
    /// How many rows there are whose key is nothing that a session could be named by, so that none is listed.
    func unnamedCount(_ table: SQLTable, _ connection: Connection) throws(SQLFailure) -> Int
    /// Whether there can be such a key at all; what is no text is none in most engines.
    func canHoldKey(_ bytes: [UInt8], in table: SQLTable) -> Bool
    /// Why content can't be in the column; nil where it can. Asked before anything is sent.
    func refusal(of content: [UInt8], for column: SQLTable.Column) -> SQLFailure?
    /// Adds the condition that the column's content is these bytes and no others.
    func add(_ bytes: [UInt8], equals column: SQLTable.Column, to statement: inout SQLText)
    /// Whether the index takes keys for one that differ in their bytes, so that bytes must be compared beside it.
    var mixesKeys: Bool { get }
    /// Limits a column to values that begin with bytes; adds its values to the statement.
    func add(prefix: [UInt8], of column: SQLTable.Column, to statement: inout SQLText)
    /// What makes the end of a statement touch no row, and read none either.
    var nowhere: String { get }
    /// What stands behind SELECT so that an answer has at most so many rows; may be empty.
    func top(_ count: Int) -> String
    /// The column in which the engine itself gives each row of a table a number, where reading by it is quicker than by the
    /// key; nil where there is none.
    func rowNumber(of table: SQLTable, _ connection: Connection) throws(SQLFailure) -> String?
    /// Bytes of ours as the column's bytes are compared and sent, where the engine spells its text in another way.
    func stored(_ bytes: [UInt8], in column: SQLTable.Column) -> [UInt8]
    /// A column's bytes as they came, as bytes of ours; nil where they are the same.
    func bytes(from stored: UnsafeRawBufferPointer, of column: SQLTable.Column) -> [UInt8]?
    /// A digest of the content that is made by the server; nil where the content itself must be read.
    func digest(of column: SQLTable.Column) -> String?
}

/// The statements around an act.
public struct SQLTransaction: Sendable {
    /// Before.
    public var begin: [String]
    /// After, when all went well.
    public var commit: [String]
    /// After, when it did not.
    public var rollback: [String]

    /// Creates a frame for acts.
    public init(begin: [String], commit: [String], rollback: [String]) {
        self.begin = begin
        self.commit = commit
        self.rollback = rollback
    }
}

extension SQLEngine {
    /// The address: servers have no working directory.
    public var fixedAddress: String { address }
    /// Nothing.
    public func notes(_ connection: Connection) throws(SQLFailure) -> [String] { [] }
}
