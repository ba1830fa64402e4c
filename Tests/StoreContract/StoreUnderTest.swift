public import SessionModel
public import StoreKit

/// A private store for one clause of the contract: the store itself, and a way to it beside it, as the application has.
///
/// Each clause gets a fresh one, empty of sessions.
public protocol StoreUnderTest: Sendable {
    /// Opens the store; every call is a client of its own.
    func open(isReadOnly: Bool) async throws -> any SessionStore

    /// The key of a session's record by a short word that is unique in the test ("a1").
    func key(_ word: String) -> SessionKey

    /// Keys that the layouts claim and that are as odd as this kind of store has them; may be none.
    var hostileKeys: [SessionKey] { get }

    /// Writes a record as the application does.
    ///
    /// - Parameter lifetime: Milliseconds until the store ends it; nil never. Stores that keep no expiry ignore it.
    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws

    /// Writes many records, in as few steps as there are.
    func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws

    /// What is under a key now; nil for nothing.
    func content(_ key: SessionKey) throws -> [UInt8]?

    /// The store's own deadline of a record, exactly as the store keeps it; nil where it keeps none.
    func deadline(_ key: SessionKey) throws -> Deadline?

    /// What else is known of a record that nobody may change by looking, and that comes back when it is restored: owner,
    /// rights, time of the last write. Never the time of the last read.
    func traces(_ key: SessionKey) throws -> String

    /// Gives a record another lifetime, or shows in whichever way the store has that it was used, its content untouched.
    func touch(_ key: SessionKey, lifetime: Int64) throws

    /// Removes a record as the application does.
    func remove(_ key: SessionKey) throws

    /// Puts something under a key that is no record of a session: a list, a directory. False where there is no such thing.
    func putForeign(_ key: SessionKey) throws -> Bool

    /// Puts records beside the sessions that no layout claims, and keys that are nearly one.
    func putStrangers() throws

    /// Whether the store ends records by itself.
    var keepsExpiry: Bool { get }

    /// The finest step of the store's deadlines, in milliseconds.
    var resolution: Int64 { get }

    /// A moment in years to come that the store can still tell.
    var distantMoment: Timestamp { get }

    /// Whether the store keeps texts, and bytes that are none are refused.
    var keepsOnlyText: Bool { get }

    /// A record's content with these bytes in it, in the form that records have here.
    func form(_ content: [UInt8]) -> [UInt8]

    /// The bytes that `form` put into a content.
    func plain(_ content: [UInt8]) -> [UInt8]
}

extension StoreUnderTest {
    /// Any bytes are a record's content.
    public func form(_ content: [UInt8]) -> [UInt8] { content }

    /// The content itself.
    public func plain(_ content: [UInt8]) -> [UInt8] { content }

    /// It keeps any bytes.
    public var keepsOnlyText: Bool { false }

    /// In the year 2096, beyond what 32 bits can count.
    public var distantMoment: Timestamp { Timestamp(milliseconds: 4_000_000_000_000) }

    /// Writes many records, one after the other.
    public func put(_ records: [(key: SessionKey, content: [UInt8])], lifetime: Int64?) throws {
        for record in records { try put(record.key, record.content, lifetime: lifetime) }
    }
}
