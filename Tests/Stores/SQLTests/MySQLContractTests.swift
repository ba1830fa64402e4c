import SessionModel
import StoreContract
import TestSupport
import Testing

@Suite(.needs(.mariadbd), .timeLimit(.minutes(5)), .serialized) struct `MariaDB` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MariaDBPlace(.bytes) }.check(clause)
    }
}

@Suite(.needs(.mariadbd), .timeLimit(.minutes(5)), .serialized) struct `MariaDB with text` {
    /// Text that is not UTF-8 can't be in it, and no more than 65,535 bytes.
    private static let clauses = ContractClause.all.filter { clause in
        ![.readsAnyContent, .writesAnyContent, .ends, .restores, .cutsLargeContent, .changesNothingByLooking]
            .contains(clause)
    }

    @Test(arguments: clauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MariaDBPlace(.tina4) }.check(clause)
    }
}
