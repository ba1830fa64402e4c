internal import SessionModel
internal import StoreKit

/// What stores of Redis do in one step each, before anything is put in words; their operations are made of these.
///
/// A step that throws a failure which keeps the connection usable, and one that could not connect, has done nothing.
protocol StepwiseStore: SessionStore {
    /// Where it is, and which keys are sessions.
    var target: RedisTarget { get }

    /// The records under keys, nil where there is none; content above `limit` bytes is cut to its head.
    func find(_ keys: [SessionKey], limit: Int) async throws(RedisFailure) -> [StoredRecord?]

    /// The server's own serializations of what is under keys; nil where there is nothing.
    func dumps(of keys: [SessionKey]) async throws(RedisFailure) -> [[UInt8]?]

    /// Writes if the store holds what is expected and none of the locks.
    func tryWriting(_ write: RecordWrite, unless locks: [SessionKey]) async throws(RedisFailure) -> Script.Verdict

    /// Gives a record a free key if the store holds what is expected and none of the locks.
    func tryMoving(_ move: RecordMove, unless locks: [SessionKey]) async throws(RedisFailure) -> Script.Verdict

    /// Takes at most a hundred records away; one answer for each.
    func tryEnding(_ requests: [EndRequest]) async throws(RedisFailure) -> [RecordChanger.Taken]

    /// Creates a record with its absolute deadline if its key is free; nil where that has passed.
    func tryRestoring(_ record: ArchivedRecord) async throws(RedisFailure) -> Script.Verdict?
}

/// A record that is to have another key.
struct RecordMove: Sendable {
    /// Where it is.
    let key: SessionKey
    /// Where it is to be.
    let newKey: SessionKey
    /// What the store must still hold.
    let expecting: Revision
    /// What becomes of its companions.
    let companions: [CompanionStep]
}

extension StepwiseStore {
    /// Does something and puts its failures in words.
    func inWords<T: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ action: String, _ body: () async throws(RedisFailure) -> T
    ) async throws(StoreError) -> T {
        do throws(RedisFailure) {
            return try await body()
        } catch {
            throw error.inWords(while: action, on: target)
        }
    }

    /// One record, whole up to what a session can sensibly be.
    func record(
        _ key: SessionKey, while action: String, atLeast size: Int = 0
    ) async throws(StoreError) -> StoredRecord? {
        try await inWords(action) { () throws(RedisFailure) in
            try await find([key], limit: max(size, Self.sensibleSize))[0]
        }
    }

    /// What a session's record can sensibly have at the most, in bytes.
    static var sensibleSize: Int { 4 * 1024 * 1024 }
}
