public import StoreKit

extension SQLEngine {
    /// Tries what the operations do, on no row: for engines that check the rights before anything else.
    public func triedRestrictions(
        _ table: SQLTable, _ connection: Connection
    ) throws(SQLFailure) -> [StoreExamination.Restriction] {
        let trials = trials(of: table)
        do throws(SQLFailure) {
            for statement in transaction.begin { try connection.run(SQLText(statement)) }
        } catch .notPermitted(let words, let remedy) {
            let acts = trials.reduce(into: StoreAbilities()) { $0.formUnion($1.ability) }
            return [.init(acts, reason: words, remedy: remedy)]
        }
        var found: [StoreExamination.Restriction] = []
        for trial in trials {
            do throws(SQLFailure) {
                try connection.run(SQLText(trial.statement))
            } catch .notPermitted(let words, let remedy) {
                found.append(.init(trial.ability, reason: words, remedy: remedy))
            }
        }
        for statement in transaction.rollback { try connection.run(SQLText(statement)) }
        return found
    }

    private func trials(of table: SQLTable) -> [(ability: StoreAbilities, statement: String)] {
        let name = quoted(table.name)
        let columns = [table.key, table.content, table.expiry].map { quoted($0.name) }
        func update(_ index: Int) -> String { "UPDATE \(name) SET \(columns[index]) = \(columns[index]) WHERE 1 = 0" }
        let list = columns.joined(separator: ", ")
        return [
            (.move, update(0)), (.edit, update(1)), (.setDeadline, update(2)),
            (.end, "DELETE FROM \(name) WHERE 1 = 0"),
            (.restore, "INSERT INTO \(name) (\(list)) SELECT \(list) FROM \(name) WHERE 1 = 0"),
        ]
    }
}
