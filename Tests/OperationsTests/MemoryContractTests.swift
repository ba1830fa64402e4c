import SessionModel
import StoreContract
import StoreKit
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The store in memory that these tests stand on` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { MemoryPlace() }.check(clause)
    }
}

private struct MemoryPlace: StoreUnderTest {
    private let memory = Memory()
    private let prefix = "tina4:session:"

    let keepsExpiry = true
    let resolution: Int64 = 1

    func open(isReadOnly: Bool) async throws -> any SessionStore { MemoryStore(memory, isReadOnly: isReadOnly) }

    func key(_ word: String) -> SessionKey { SessionKey(prefix + word) }

    var hostileKeys: [SessionKey] {
        ([[], [0], [0xFF], Array("*".utf8), Array("é".utf8), Array("e\u{301}".utf8)] as [[UInt8]])
            .map { SessionKey(bytes: Array(prefix.utf8) + $0) }
    }

    func put(_ key: SessionKey, _ content: [UInt8], lifetime: Int64?) throws {
        memory.put(key, content, lifetime: lifetime)
    }

    func content(_ key: SessionKey) throws -> [UInt8]? { memory[key]?.content.bytes }

    func deadline(_ key: SessionKey) throws -> Deadline? { memory[key]?.expiry }

    func traces(_ key: SessionKey) throws -> String { "" }

    func touch(_ key: SessionKey, lifetime: Int64) throws {
        let now = memory.now
        memory.change(key) { $0?.expiry = .at(now.adding(milliseconds: lifetime)) }
    }

    func remove(_ key: SessionKey) throws { memory.remove(key) }

    func putForeign(_ key: SessionKey) throws -> Bool {
        memory.change(key) { $0 = Memory.Entry(content: .foreign("list"), expiry: .never) }
        return true
    }

    func putStrangers() throws { memory.put(SessionKey("other"), "{}") }
}
