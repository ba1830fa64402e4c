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
        let columns = table.ownColumns + table.others.filter { !$0.isComputed }
        let content = table.contentColumns.map { (StoreAbilities.edit, update($0, in: table.name)) }
        var trials: [(ability: StoreAbilities, statement: String)] =
            [(.move, update(table.key, in: table.name))] + content + [
                (.setDeadline, update(table.expiry, in: table.name)), (.end, deletion(in: table.name)),
                (.restore, insertion(of: columns, in: table.name)),
            ]
        if let more = table.more {
            let columns = [more.reference, more.label, more.value]
            let further: [(ability: StoreAbilities, statement: String)] = [
                (.edit, update(more.value, in: more.name)), ([.edit, .end], deletion(in: more.name)),
                ([.edit, .restore], insertion(of: columns, in: more.name)),
            ]
            trials += further
        }
        return trials
    }

    private func update(_ column: SQLTable.Column, in table: String) -> String {
        "UPDATE \(quoted(table)) SET \(quoted(column.name)) = \(quoted(column.name)) \(nowhere)"
    }

    private func deletion(in table: String) -> String { "DELETE FROM \(quoted(table)) \(nowhere)" }

    private func insertion(of columns: [SQLTable.Column], in table: String) -> String {
        let list = columns.map { quoted($0.name) }.joined(separator: ", ")
        return "INSERT INTO \(quoted(table)) (\(list)) SELECT \(list) FROM \(quoted(table)) \(nowhere)"
    }
}
