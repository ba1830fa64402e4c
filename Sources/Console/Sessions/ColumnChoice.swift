internal import SessionModel

/// Which columns the list has beside the usual ones, and which of those it goes without.
struct ColumnChoice: Hashable, Sendable {
    /// The columns that were asked for, in their order.
    private(set) var asked: [ListColumn]
    private(set) var hidden: Set<UsualColumn> = []
    /// What was changed here, on top of what is configured: columns, and after a dash the names of those taken away.
    private(set) var changes: [String] = []

    /// More columns than this are no list any more.
    static let most = 16

    /// - Parameters:
    ///   - configured: The columns of the configuration.
    ///   - changes: What was changed in an earlier run; what can't be read any more is left out.
    init(_ configured: [ListColumn] = [], changes: [String] = []) {
        asked = Array(configured.prefix(Self.most))
        for change in changes {
            if change.hasPrefix("-") {
                _ = remove(String(change.dropFirst()))
            } else if let column = try? ListColumn(parsing: change) {
                add(column)
            }
        }
    }

    /// Those with values of payloads.
    var payloads: [PayloadColumn] {
        asked.compactMap { column in
            switch column {
            case .payload(let column): column
            case .usual: nil
            }
        }
    }

    /// The column of a name.
    func column(named name: String) -> ListColumn? { asked.first { $0.name.lowercased() == name.lowercased() } }

    func shows(_ column: UsualColumn) -> Bool { asked.contains(.usual(column)) }
    func hides(_ column: UsualColumn) -> Bool { hidden.contains(column) }

    /// Adds a column; one of the same name gives way.
    mutating func add(_ column: ListColumn) {
        if let place = asked.firstIndex(where: { $0.name.lowercased() == column.name.lowercased() }) {
            asked[place] = column
        } else if asked.count < Self.most {
            asked.append(column)
        }
        if case .usual(let usual) = column { hidden.remove(usual) }
        note(column.text, of: column.name)
    }

    /// Takes a column away.
    ///
    /// - Returns: Whether there was one that can be taken away.
    mutating func remove(_ name: String) -> Bool {
        let usual = UsualColumn(rawValue: name.lowercased()).flatMap { $0.isFixed ? nil : $0 }
        guard let known = column(named: name)?.name ?? usual?.rawValue else { return false }
        asked.removeAll { $0.name == known }
        if let usual { hidden.insert(usual) }
        note("-" + known, of: known)
        return true
    }

    private mutating func note(_ change: String, of name: String) {
        changes.removeAll { Self.name(of: $0).lowercased() == name.lowercased() }
        changes.append(change)
    }

    private static func name(of change: String) -> String {
        change.hasPrefix("-")
            ? String(change.dropFirst()) : change.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
    }
}
