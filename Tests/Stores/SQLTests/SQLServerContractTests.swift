import SessionModel
import StoreContract
import TestSupport
import Testing

// All of these run against a double of SQL Server.

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(4)), .serialized) struct `SQL Server's double with bytes` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLServerPlace(.bytes) }.check(clause)
    }
}

/// Text that is not UTF-8 can't be in it.
private let textClauses = ContractClause.all.filter { clause in
    ![.readsAnyContent, .writesAnyContent, .ends, .restores, .cutsLargeContent].contains(clause)
}

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(4)), .serialized) struct `SQL Server's double with nvarchar` {
    @Test(arguments: textClauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLServerPlace(.tina4Node) }.check(clause)
    }
}

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(4)), .serialized) struct `SQL Server's double with text` {
    @Test(arguments: textClauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLServerPlace(.tina4Python) }.check(clause)
    }
}

@Suite(.needs(.sqlServerDouble), .timeLimit(.minutes(4)), .serialized)
struct `SQL Server's double with deadlines of four bytes` {
    private static let clauses: [ContractClause] = [
        .listsEachOnce, .keepsOrder, .writes, .keepsDeadline, .keepsImmortality, .setsDeadline, .setsNever, .moves,
        .endsOnlyExpected,
    ]

    @Test(arguments: clauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try SQLServerPlace(.older) }.check(clause)
    }
}
