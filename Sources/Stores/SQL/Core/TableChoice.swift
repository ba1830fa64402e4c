internal import SessionModel

/// Which table a store's sessions are in: the first layout's that is there and fits, by its name, its columns, and what
/// those hold. A name alone proves nothing: six frameworks call theirs `sessions`.
struct TableChoice {
    /// The table.
    let table: SQLTable
    /// The layout it fits.
    let layout: TableLayout
    /// The other tables that fit a layout.
    let others: [String]

    /// Looks for the tables of layouts.
    ///
    /// - Throws: `SQLFailure.unsuitable` where none is there and fits, with the reason that tells most.
    init<Engine: SQLEngine>(
        _ layouts: [TableLayout], _ engine: Engine, _ connection: Engine.Connection
    ) throws(SQLFailure) {
        var facts: [String: SQLTableFacts?] = [:]
        var found: [(table: SQLTable, layout: TableLayout)] = []
        var doubts = Doubts()
        func look(_ table: String) throws(SQLFailure) -> SQLTableFacts? {
            let name = table.lowercased()
            if facts[name] == nil { facts[name] = .some(try engine.facts(of: table, connection)) }
            return facts[name] ?? nil
        }
        for layout in layouts {
            guard let there = try look(layout.table) else { continue }
            do throws(SQLFailure) {
                var more: SQLTableFacts?
                if let name = layout.moreTable(beside: layout.table) { more = try look(name) }
                let table = try there.table(layout, more: more)
                try engine.check(table, connection)
                found.append((table, layout))
            } catch .unsuitable(let words, let remedy) {
                doubts.add(.unsuitable(words, remedy: remedy), there, layout)
            }
        }
        guard let first = found.first else { throw doubts.failure ?? Self.nothingThere(layouts) }
        (table, layout) = first
        var others: [String] = []
        for name in found.map(\.table.name) where name != first.table.name && !others.contains(name) {
            others.append(name)
        }
        self.others = others
    }

    private static func nothingThere(_ layouts: [TableLayout]) -> SQLFailure {
        var names: [String] = []
        for layout in layouts where !names.contains(layout.table) { names.append(layout.table) }
        guard let last = names.last else {
            return .unsuitable("no format says which table sessions are in", remedy: nil)
        }
        let list = names.count == 1 ? last : "\(names.dropLast().joined(separator: ", ")) or \(last)"
        return .unsuitable(
            "it has no table \(list)",
            remedy: "Its application makes it with the first session; or name another with ?table=NAME.")
    }

    /// Why tables that are there don't do.
    private struct Doubts {
        private var all: [SQLFailure] = []
        /// Where the columns are there, and what they hold is something else; or where it is no table.
        private var telling: SQLFailure?
        private var general: SQLFailure?

        /// The reason that tells most; nil where there is none.
        var failure: SQLFailure? { telling ?? (all.count > 1 ? general : all.first) }

        mutating func add(_ failure: SQLFailure, _ facts: SQLTableFacts, _ layout: TableLayout) {
            all.append(failure)
            if facts.kind != .table || facts.has(layout) { telling = telling ?? failure }
            general =
                general
                ?? .unsuitable(
                    "its table \(facts.name) has the columns \(facts.columns.map(\.name).joined(separator: ", ")),"
                        + " and no known format keeps sessions so",
                    remedy: "Name the table of the sessions with ?table=NAME.")
        }
    }
}
