internal import Operations
internal import SessionModel
internal import TerminalKit

extension Command {
    /// The columns of the list, and its order.
    static let columns: [Command] = [
        Command(
            "col", title: "Add a column out of the payloads, or take one away: col cart=cart.total, col -cart",
            in: [.sessions, .inspector]
        ) { console, text in console.changeColumns(text) },
        Command("uncol", title: "Take a column away: uncol cart", in: [.sessions, .inspector]) { console, name in
            console.removeColumn(name)
        },
        Command(
            "scroll-right", .character("l"), .right, title: "Scroll to columns that found no room", in: [.sessions],
            unless: { console in
                console.sessionsView.scroll < console.mostScroll ? nil : "there are no more columns to the right"
            }
        ) { console in console.sessionsView.scroll += 1 },
        Command(
            "scroll-left", .character("h"), .left, title: "Scroll back to the first columns", in: [.sessions],
            unless: { $0.sessionsView.scroll > 0 ? nil : "these are the first columns" }
        ) { console in console.sessionsView.scroll = min(console.sessionsView.scroll, console.mostScroll) - 1 },
    ]
}

/// A reading of what the list is sorted by.
struct ValueReading: Sendable {
    let ticket: Ticket
    /// The column's name.
    let name: String
    var progress: Double = 0
    var isOver = false
}

extension Console {
    /// How far the columns can be scrolled.
    var mostScroll: Int { SessionColumns(self, width: layout.body.width).mostScroll }

    // MARK: Columns

    mutating func changeColumns(_ text: String) -> [Effect] {
        let text = text.filter { !$0.isWhitespace }
        if text.isEmpty { return sayColumns() }
        if text.hasPrefix("-") { return removeColumn(String(text.dropFirst())) }
        do throws(ListColumnError) {
            let column = try ListColumn(parsing: text)
            if columns.column(named: column.name) == nil, columns.asked.count >= ColumnChoice.most {
                say(.error, "There are \(ColumnChoice.most) columns already; take one away first, as in uncol NAME.")
                return []
            }
            columns.add(column)
            return changedColumns() + sortAgain(by: column)
        } catch {
            say(.error, error.description)
            return []
        }
    }

    mutating func removeColumn(_ name: String) -> [Effect] {
        if name.isEmpty { return usage("uncol NAME, as in uncol cart") }
        if let usual = UsualColumn(rawValue: name.lowercased()), usual.isFixed {
            say(.error, "The column \(usual.rawValue.uppercased()) is always there.")
            return []
        }
        guard columns.remove(name) else {
            let near = NearestName.among(removableColumns, to: name).map { " Did you mean \"\($0)\"?" }
            say(.error, "There is no column \"\(name)\".\(near ?? " :col shows those there are.")")
            return []
        }
        sessionsView.scroll = 0
        let isSorted: Bool
        switch list.sortField {
        case .column(let column): isSorted = columns.column(named: column.name) == nil
        case .ttl, .user, .id, .idle, .age, .size: isSorted = false
        }
        return (isSorted ? sort(by: "ttl") : []) + changedColumns()
    }

    /// The names of the columns that can be taken away.
    var removableColumns: [String] {
        columns.asked.map(\.name)
            + UsualColumn.allCases.filter { column in
                !column.isFixed && !columns.hides(column) && !columns.shows(column)
            }.map(\.rawValue)
    }

    private mutating func sayColumns() -> [Effect] {
        let asked = columns.asked.map(\.text).joined(separator: ", ")
        say(
            .info,
            asked.isEmpty
                ? "There are the usual columns; col cart=cart.total adds one out of the payloads."
                : "Beside the usual columns: \(asked); uncol NAME takes one away.")
        return []
    }

    private func changedColumns() -> [Effect] { [.remember(.columns(columns.changes))] }

    /// Reads again what the list is sorted by, where a column of that name has another path now.
    private mutating func sortAgain(by column: ListColumn) -> [Effect] {
        switch (list.sortField, column) {
        case (.column(let old), .payload(let new)) where old.name == new.name && old != new: sort(by: new.name)
        default: []
        }
    }

    // MARK: Order

    /// All that the list can be sorted by.
    var sortFields: [SortField] { SortField.usual + columns.payloads.map(SortField.column) }

    mutating func sort(by argument: String) -> [Effect] {
        if argument.isEmpty {
            openSortMenu()
            return []
        }
        guard let field = sortFields.first(where: { $0.name.lowercased() == argument.lowercased() }) else {
            let names = sortFields.map(\.name)
            say(
                .error,
                "The list can't be sorted by \"\(argument)\"; sort by \(names.dropLast().joined(separator: ", ")) or "
                    + "\(names.last ?? ""), or first add a column: col cart=cart.total.")
            return []
        }
        if case .column(let column) = field, isHidden(column) {
            say(.error, "The values of \(column.name) are hidden, so the list is not sorted by them.")
            return []
        }
        let stop = stopValues(isSaid: false) ?? []
        list.sortField = field
        sessionsView.wantsOrderNow = true
        return stop + readValues() + [.remember(.sort(sortText))]
    }

    mutating func invertOrder() -> [Effect] {
        list.isDescending.toggle()
        sessionsView.wantsOrderNow = true
        return [.remember(.sort(sortText))]
    }

    /// What the list is sorted by, as it is remembered.
    private var sortText: String { (list.isDescending ? "-" : "") + list.sortField.name }

    /// Sorts as it was left, where there is such a column still.
    mutating func recallSort(_ text: String) {
        let isDescending = text.hasPrefix("-")
        let name = isDescending ? String(text.dropFirst()) : text
        guard let field = sortFields.first(where: { $0.name == name }) else { return }
        if case .column(let column) = field, isHidden(column) { return }
        list.sortField = field
        list.isDescending = isDescending
    }

    /// Whether a column's name says that its values are hidden: their order would tell of them.
    private func isHidden(_ column: PayloadColumn) -> Bool {
        column.path.steps.contains { step in
            switch step {
            case .key(let key): facts?.secrets.hides(key: key) ?? false
            case .index: false
            }
        }
    }

    private mutating func openSortMenu() {
        let choices = sortFields.enumerated().map { place, field in
            let number = place - SortField.usual.count + 1
            return ChoiceMenu.Choice(
                key: field.letter ?? (number < 10 ? Character(String(number)) : "-"), title: field.name,
                command: "sort \(field.name)")
        }
        dialog = ChoiceMenu(title: "Sort by", choices: choices)
    }

    // MARK: Values

    /// Reads what the list is sorted by, where the table does not keep it; everything is listed first.
    mutating func readValues() -> [Effect] {
        guard let column = list.sortField.column, let facts, hasListed else { return [] }
        let stop = stopValues(isSaid: false) ?? []
        let ticket = nextTicket()
        valueReading = ValueReading(ticket: ticket, name: list.sortField.name)
        return stop + [.readValues(ticket, column, isPolite: facts.isProduction)]
    }

    /// Stops reading what the list is sorted by; nil where nothing is being read.
    mutating func stopValues(isSaid: Bool = true) -> [Effect]? {
        guard let reading = valueReading, !reading.isOver else { return nil }
        valueReading = nil
        if isSaid { say(.info, "Stopped; the list is sorted by what was read of \(reading.name) so far.") }
        return [.stop(reading.ticket)]
    }

    mutating func tookValues(_ ticket: Ticket, _ progress: ValueProgress) {
        guard let reading = valueReading, reading.ticket == ticket else { return }
        valueReading?.progress = progress.keys.progress
        valueReading?.isOver = progress.isOver
        let rows = (0..<progress.keys.count).compactMap { place in
            list.table.row(of: progress.keys.key(place)).map { (row: $0, value: progress.values[place]) }
        }
        list.take(rows)
        if let failure = progress.failure { return say(.error, failure) }
        guard progress.isOver else { return }
        sessionsView.wantsOrderNow = true
        let unreadable =
            progress.unreadable > 0 ? "; \(progress.unreadable.grouped) could not be read and come last" : ""
        say(.info, "Sorted by \(reading.name): \(progress.looked.grouped) sessions read\(unreadable).")
    }
}
