import StoreContract
import TestSupport
import Testing

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `MongoDB alone` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MongoPlace(.alone) }.check(clause)
    }
}

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `MongoDB as a replica set` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MongoPlace(.replicaSet) }.check(clause)
    }
}

/// Behind a double of mongos, and no real one: what that keeps of its ways it says itself.
@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `MongoDB sharded` {
    @Test(arguments: ContractClause.all) func keeps(_ clause: ContractClause) async throws {
        try await StoreContract { try MongoPlace(.replicaSet, isSharded: true) }.check(clause)
    }
}

@Suite(.needs(.mongod, .libmongoc), .timeLimit(.minutes(5))) struct `MongoDB with other deadlines` {
    private static let clauses: [ContractClause] = [
        .listsEachOnce, .keepsOrder, .knowsForeign, .writes, .keepsDeadline, .keepsImmortality, .setsDeadline,
        .setsNever, .moves, .ends, .restores, .restoresNothingExpired, .reportsTouch, .changesNothingByLooking,
    ]

    @Test(arguments: clauses) func `keeps dates`(_ clause: ContractClause) async throws {
        try await StoreContract { try MongoPlace(.replicaSet, .dates) }.check(clause)
    }

    @Test(arguments: clauses) func `keeps whole seconds`(_ clause: ContractClause) async throws {
        try await StoreContract { try MongoPlace(.alone, .wholes) }.check(clause)
    }
}
