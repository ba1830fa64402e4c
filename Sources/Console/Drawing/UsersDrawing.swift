internal import Operations
internal import SessionModel
internal import TerminalKit

/// Draws everybody with live sessions.
struct UsersDrawing: ~Copyable {
    let console: Console
    let now: Timestamp

    func draw(on canvas: inout Canvas, _ layout: ConsoleLayout) {
        let width = layout.body.width
        let isWide = width >= 72
        var columns: [ListColumns.Column] = [
            .init(heading: "USER", width: isWide ? min(36, width / 3 - 4) : 18),
            .init(heading: "LIVE", width: 5, alignment: .right),
            .init(heading: "STORES", width: console.stores.count > 1 ? Self.storesWidth(isWide: isWide) : 6),
        ]
        if isWide { columns.append(.init(heading: "OLDEST", width: 6, alignment: .right)) }
        if width >= 96 { columns.append(.init(heading: "NEWEST", width: 7, alignment: .right)) }
        columns.append(.init(heading: "SEEN", width: 7, alignment: .right))
        let room = ListColumns.rest(of: columns, width: width)
        if room >= Self.leastAddress { columns.append(.init(heading: "LAST IP", width: 0)) }
        let list = ListColumns(columns, width: width)
        canvas.inside(layout.columns) { list.drawHeadings(on: &$0) }
        let people = console.usersView.shown
        canvas.inside(layout.body) { canvas in
            for (y, place) in console.usersView.viewport.visible.enumerated() where place < people.count {
                list.draw(
                    cells(people[place], isWide: isWide, width: width, addressRoom: room), at: y,
                    isCursor: place == console.usersView.viewport.cursor, on: &canvas)
            }
            if people.isEmpty { canvas.write(emptyText, at: Point(x: 2, y: 1), role: .dim) }
        }
    }

    private var emptyText: String {
        if console.usersView.ticket != nil { return "Reading who has live sessions." }
        if !console.usersView.filterText.isEmpty { return "Nobody fits the filter." }
        return console.usersView.readAt == nil
            ? "Nobody has been read yet; \(console.keyName("refresh")) reads." : "Nobody has a live session."
    }

    /// An address in fewer columns than this would tell nothing.
    private static let leastAddress = 12

    private func cells(
        _ person: Person, isWide: Bool, width: Int, addressRoom: Int
    ) -> [(text: String, role: Role)] {
        var cells: [(text: String, role: Role)] = [
            (person.title, person.name == nil ? .anonymous : .user), (person.count.grouped, .text),
            (stores(person, in: Self.storesWidth(isWide: isWide)), .text),
        ]
        if isWide { cells.append((ago(person.oldest), .dim)) }
        if width >= 96 { cells.append((ago(person.newest), .dim)) }
        cells.append((ago(person.lastSeen), .dim))
        cells.append((Self.address(person, in: addressRoom), .text))
        return cells
    }

    /// The last address, and how many others there are: of what finds no room the middle of the address is left out.
    static func address(_ person: Person, in columns: Int) -> String {
        let others = person.addresses.count - 1
        let more = others > 0 ? " +\(others)\(person.moreAddresses ? ".." : "")" : ""
        return TextWidth.shorten(person.addresses.last ?? "", to: max(0, columns - more.utf8.count)) + more
    }

    private static func storesWidth(isWide: Bool) -> Int { isWide ? 17 : 14 }

    /// How many sessions in which stores: with whole names where they fit, else with what tells them apart.
    private func stores(_ person: Person, in columns: Int) -> String {
        let counts = person.countByStore
        guard console.stores.count > 1 else { return "1" }
        let names = console.usersView.directory?.stores ?? []
        func text(_ names: [String]) -> String {
            counts.map { "\(names.indices.contains($0.store) ? names[$0.store] : "?") \($0.count)" }
                .joined(separator: ", ")
        }
        let whole = text(names)
        guard TextWidth.columns(of: Printable.text(whole)) > columns, !counts.isEmpty else { return whole }
        let digits = counts.reduce(0) { $0 + String($1.count).utf8.count + 1 }
        let room = (columns - digits - 2 * (counts.count - 1)) / counts.count
        return text(StoreNames.short(names, to: names.map { _ in max(3, room) }))
    }

    private func ago(_ moment: Timestamp?) -> String {
        moment.map { DurationText.compact(milliseconds: now.milliseconds(since: $0)) } ?? "-"
    }
}
