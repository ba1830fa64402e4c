import SessionModel
import StoreContract
import TestSupport
import Testing

@Suite(.needs(.postgres), .timeLimit(.minutes(5)), .serialized) struct `PostgreSQL` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try PostgreSQLPlace(.bytes) }.check(clause)
    }
}

@Suite(.needs(.postgres), .timeLimit(.minutes(5)), .serialized) struct `PostgreSQL with text` {
    /// Its text holds no NUL, and nothing that is not UTF-8.
    private static let clauses = ContractClause.all.filter { clause in
        ![.readsAnyContent, .writesAnyContent, .ends, .restores, .cutsLargeContent].contains(clause)
    }

    @Test(arguments: clauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try PostgreSQLPlace(.tina4) }.check(clause)
    }
}

@Suite(.needs(.postgres), .timeLimit(.minutes(5)), .serialized) struct `PostgreSQL with deadlines of four bytes` {
    private static let clauses: [ContractClause] = [
        .listsEachOnce, .keepsOrder, .writes, .keepsDeadline, .keepsImmortality, .setsDeadline, .setsNever, .moves,
        .endsOnlyExpected,
    ]

    @Test(arguments: clauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try PostgreSQLPlace(.real) }.check(clause)
    }
}
