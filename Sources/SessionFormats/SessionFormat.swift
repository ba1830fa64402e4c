public import SessionModel

/// A framework's way of writing sessions, in every kind of store it uses.
///
/// A value with closures: a new framework is one file that makes one, and one element in the list of formats.
public struct SessionFormat: Sendable {
    /// Its name in addresses and output: "tina4".
    public var name: String
    /// Its name for people.
    public var title: String
    /// Where it keeps its records, a layout for each kind of store and each way of naming; the preferred one first.
    public var layouts: [Layout]
    /// The cookie its ids travel in.
    public var cookieName: String
    /// How long its sessions live without a request unless told otherwise, in milliseconds.
    public var defaultLifetime: Int64
    /// Where its payloads name the user, before the common names.
    public var userPaths: [PayloadPath]
    /// Whether the store's own deadline is the one the framework goes by, so that a listing need not look into records.
    public var diesByStore = true

    /// Paths into a JSON object that only this format's records have all of, so that one look tells it from others.
    public var marks: [[String]] = []
    /// The formats in which a copy of a session may be kept, in another store and under the same id.
    public var copiesIn: [String] = []
    /// Whether such copies are only made of its records: without one, the framework makes it anew.
    public var isSource = false

    /// What sets a deadline anew after it was moved.
    public var renewal = Renewal.request

    /// Reads a record; nil when it is none of this format's.
    public var read: @Sendable (StoredRecord, FormatContext) -> Session?
    /// Makes the glance a listing takes at each record; it asks for modification times itself.
    public var glance: @Sendable (FormatContext) -> RecordGlance
    /// The same for JSON objects that its marks tell, so that one look finds both; nil where `glance` has to do.
    public var fieldGlance: (@Sendable (FormatContext) -> FieldGlance)?
    /// The content of a session's record with another payload in it.
    public var content: @Sendable (Session, Payload, FormatContext) throws(FormatError) -> [UInt8]
    /// What has to be written so that a session ends at a deadline.
    public var redate: @Sendable (Session, Deadline, FormatContext) throws(FormatError) -> Redating
    /// A fresh id in the framework's own alphabet and length, for a session like this one, from random bytes.
    public var mint: @Sendable (Session, inout any RandomNumberGenerator) -> SessionID
    /// The key a session like this one has under another id.
    public var key: @Sendable (SessionID, Session, FormatContext) -> SessionKey?
    /// Every key under which a session of this id could be.
    public var candidates: @Sendable (SessionID, FormatContext) -> [SessionKey]
    /// What a visitor's cookie holds for an id, `name=value`; nil where a secret that makes it is not known.
    ///
    /// The session it is for tells how the application makes its cookies, where its record shows that.
    public var cookie: @Sendable (SessionID, Session?, FormatContext) -> String?
    /// The id in a cookie's value, or why there is none.
    public var idInCookie: @Sendable (String, FormatContext) throws(FormatError) -> SessionID
    /// Whether the framework keeps more in a key-value store than a session's record.
    public var hasCompanions = false
    /// What becomes of all that belongs to a session beside its record, when something is done to the session.
    public var companions: @Sendable (Session, SessionAct) -> [CompanionStep] = { _, _ in [] }
}

/// What sets a session's deadline anew after an operator has moved it.
public enum Renewal: Hashable, Sendable {
    /// The visitor's next request.
    case request
    /// The application's saving it, which comes with every request only under this setting of the framework's; nil where
    /// there is no such setting.
    case saving(always: String?)

    /// How long a moved deadline holds, for people.
    public var sentence: String {
        switch self {
        case .request: "It holds until the visitor's next request, which sets the deadline anew."
        case .saving(nil): Self.saving + "."
        case .saving(let setting?): Self.saving + "; with \(setting) that is at every request."
        }
    }

    private static let saving = "It holds until the application saves the session, which may set the deadline anew"
}

/// What reading and writing a format's records depends on beside the record itself.
public struct FormatContext: Sendable {
    /// The layouts of the store at hand, in the order in which they claim keys.
    public var layouts: [Layout]
    /// Which of them are a format's, by its name; a format that is not among them reads by all.
    public var layoutsByFormat: [String: [Layout]] = [:]
    /// Where payloads name their user.
    public var userRule: UserRule
    /// How long a session lives without a request, in milliseconds, where the record does not say; nil for the
    /// format's own default.
    public var lifetime: Int64?
    /// The cookie's name, where the application calls it otherwise.
    public var cookieName: String?
    /// What the application signs or encrypts with, the one it signs with first.
    public var secrets: [Secret]
    /// Whether very many records are glanced at, so that what takes milliseconds for one is left.
    public var isGlancing = false

    /// Creates a context.
    public init(
        layouts: [Layout], userRule: UserRule = .common, lifetime: Int64? = nil, cookieName: String? = nil,
        secrets: [Secret] = []
    ) {
        self.layouts = layouts
        self.userRule = userRule
        self.lifetime = lifetime
        self.cookieName = cookieName
        self.secrets = secrets
    }

    /// The layouts by which a format reads.
    public func layouts(of format: String) -> [Layout] { layoutsByFormat[format] ?? layouts }
}

/// What has to be written so that a session ends at another moment.
public struct Redating: Hashable, Sendable {
    /// New content; nil leaves it.
    public var content: [UInt8]?
    /// The store's own deadline; nil leaves it.
    public var expiry: Deadline?
    /// The modification time; nil leaves it.
    public var modified: Timestamp?
    /// The deadline that results, rounded to what the record can hold.
    public var deadline: Deadline

    /// Creates a redating.
    public init(content: [UInt8]? = nil, expiry: Deadline? = nil, modified: Timestamp? = nil, deadline: Deadline) {
        self.content = content
        self.expiry = expiry
        self.modified = modified
        self.deadline = deadline
    }
}

extension Deadline {
    /// Refuses to move a session to where no calendar reaches: every framework would read another moment there, or fail.
    func requireCalendar() throws(FormatError) {
        if let moment, !Timestamp.calendar.contains(moment) {
            throw FormatError("No calendar holds that moment; give a date of the year 9999 at the latest.")
        }
    }
}

/// Why a format refuses a change, for people.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence: what can't be done, why, and what can.
    public var description: String

    /// Creates an error of a sentence.
    public init(_ description: String) { self.description = description }

    /// That a record is nothing a session is kept in, by the store's word for what it is.
    static func foreign(_ kind: String, to title: String) -> FormatError {
        kind == RecordContent.symbolicLink
            ? FormatError("The record is a symbolic link, which curfew does not follow, though \(title) may.")
            : FormatError("The record is a \(kind), so \(title) can't read it as a session.")
    }
}
