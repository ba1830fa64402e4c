import Operations
import SessionFormats
import SessionModel
import StoreKit
import TestSupport

/// An operator's desk for one test: sessions in memory, a journal in a directory of its own, a clock that stands still.
struct Desk: Sendable {
    let memory = Memory()
    let store: MemoryStore
    let directory: TemporaryDirectory
    let journal: Journal
    let target: OpenStore
    let operations: Operations

    static let person = Operator(login: "kim", sudoUser: "root", terminal: "pts/3", origin: "10.0.0.7")
    static let ids = [
        "p": "exampleIdForDocs_0123456789abcdefghijklmnop", "q": "QxampleIdForDocs_0123456789abcdefghijklmnop",
    ]

    init(
        isReadOnly: Bool = false, isProduction: Bool = false, clockSkew: Int64 = 0, journal path: String? = nil
    ) throws {
        store = MemoryStore(memory)
        directory = try TemporaryDirectory()
        journal = Journal(directory: path ?? directory.file("state/journal"))
        let format = SessionFormat.tina4
        target = OpenStore(
            name: "shop", store: store, formats: [format],
            context: FormatContext(layouts: [.keyValue(KeyValueLayout(prefix: "tina4:session:"))]),
            isProduction: isProduction, isReadOnly: isReadOnly, clockSkew: clockSkew)
        let memory = memory
        operations = Operations(on: target, journal: journal, person: Self.person) {
            memory.now.adding(milliseconds: -clockSkew)
        }
    }

    /// The key of a session by a letter, or by any id.
    func key(_ id: String) -> SessionKey { SessionKey("tina4:session:" + (Self.ids[id] ?? id)) }

    /// Puts a session into the store and reads it as an operator would.
    func session(_ id: String, _ text: String = #"{"user_id": 7, "n": 1.0}"#, lifetime: Int64? = 3_600_000) async throws
        -> Session
    {
        memory.put(key(id), text, lifetime: lifetime)
        guard let session = try await target.session(key(id)) else { throw TestFailure("no session \(id)") }
        return session
    }

    /// What the store holds under an id.
    func text(_ id: String) -> String? {
        memory[key(id)]?.content.bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    func deadline(_ id: String) -> Deadline? { memory[key(id)]?.expiry }

    /// A moment so many milliseconds from now.
    func later(_ milliseconds: Int64) -> Deadline { .at(memory.now.adding(milliseconds: milliseconds)) }
}

/// Why a test can't go on.
struct TestFailure: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

extension Payload {
    /// The payload with one field set.
    func with(_ path: String, _ value: String) throws -> Payload {
        try setting(PayloadPath(parsing: path), to: Array(value.utf8))
    }
}

extension Operations.Outcome {
    /// The only session's result.
    var result: Receipt.Result? { receipt.lines.count == 1 ? receipt.lines[0].result : nil }
}
