import SessionModel
import StoreContract
import StoreKit
import TestSupport
import Testing

@testable import SQLStore
@testable import SQLiteStore

@Suite(.timeLimit(.minutes(5)), .serialized) struct `SQLite` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLitePlace(.tina4Python) }.check(clause)
    }
}

@Suite(.timeLimit(.minutes(5)), .serialized) struct `SQLite with a write-ahead log` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLitePlace(.tina4Node, journal: "WAL") }.check(clause)
    }
}

@Suite(.timeLimit(.minutes(5)), .serialized) struct `SQLite with names and collations of another kind` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLitePlace(.odd) }.check(clause)
    }
}
