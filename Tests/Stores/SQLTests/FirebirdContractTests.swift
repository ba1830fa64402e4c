import SessionModel
import StoreContract
import TestSupport
import Testing

@Suite(.needs(.firebird), .timeLimit(.minutes(5)), .serialized) struct `Firebird` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try FirebirdPlace(.bytes) }.check(clause)
    }
}

@Suite(.needs(.firebird), .timeLimit(.minutes(5)), .serialized) struct `Firebird with text` {
    /// Text that is not UTF-8 can't be in it, and no more than 8,191 characters.
    private static let clauses = ContractClause.all.filter { clause in
        ![
            .readsAnyContent, .writesAnyContent, .ends, .restores, .cutsLargeContent, .changesNothingByLooking,
        ].contains(clause)
    }

    @Test(arguments: clauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try FirebirdPlace(.tina4) }.check(clause)
    }
}

@Suite(.needs(.firebird), .timeLimit(.minutes(5)), .serialized)
struct `Firebird with names in small letters and text of any length` {
    /// Its text holds nothing that is not UTF-8.
    private static let clauses = ContractClause.all.filter { clause in
        ![.readsAnyContent, .writesAnyContent, .ends, .restores, .cutsLargeContent].contains(clause)
    }

    @Test(arguments: clauses) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try FirebirdPlace(.quoted) }.check(clause)
    }
}
