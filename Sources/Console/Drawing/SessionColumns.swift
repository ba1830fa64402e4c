internal import Operations
internal import SessionModel
internal import TerminalKit

/// Where the columns of the list stand: time, user and id always; the others as far as there is room, and the rest of
/// them by scrolling.
struct SessionColumns: Sendable {
    /// A column that can be scrolled away.
    enum Field: Hashable, Sendable {
        /// A payload's value, by its place among them.
        case payload(Int)
        case from, idle, age, address, writer, size, flags
    }

    /// A column on screen.
    struct Place: Sendable {
        var field: Field
        var heading: String
        var x: Int
        var width: Int
        var alignment = TextAlignment.left
    }

    private(set) var life = 0
    private(set) var user = 0
    private(set) var id = 0
    let lifeWidth = 6
    private(set) var userWidth: Int
    let idWidth = 10
    private(set) var places: [Place] = []
    /// What stands for each open store in its column, where there is one.
    private(set) var storeNames: [String] = []
    /// Whether columns are scrolled away at the left, and whether some that were asked for find no room at the right.
    private(set) var isCutLeft = false
    private(set) var isCutRight = false
    /// How far it can be scrolled.
    private(set) var mostScroll = 0

    /// What flags need at least, so that the words that matter most can be read.
    private static let flagsWidth = 8
    private static let widestValue = 24

    init(_ console: Console, width: Int) {
        let choice = console.columns
        let hasAddress = console.list.hasAddresses && !choice.hides(.ip)
        let asked = Self.asked(console)
        let isNarrow = width < 72
        var x = 12
        let from = Self.from(console, width)
        if let from {
            storeNames = StoreNames.short(console.stores.map(\.name), to: console.stores.map { _ in from.width })
        }
        if !isNarrow, !choice.hides(.life), width >= 96 || asked.isEmpty || Self.hasRoom(for: asked, from, width) {
            life = x
            x += lifeWidth + 1
        }
        user = x
        userWidth = min(26, max(12, (width - 54) / 2 + 6))
        if hasAddress || !asked.isEmpty, !isNarrow { userWidth = min(userWidth, width < 96 ? 14 : 18) }
        x += userWidth + 1
        id = x
        x += idWidth + 2
        let usual = Self.usual(choice, hasAddress: hasAddress, isSortedBySize: console.list.sortField == .size)
        let all = (from.map { [$0] } ?? []) + asked + usual
        mostScroll = Self.mostScroll(all, room: width - x)
        let scroll = max(0, min(console.sessionsView.scroll, mostScroll))
        if scroll == 0 {
            place(from, asked, usual, at: x, width)
        } else {
            isCutLeft = true
            isCutRight = scroll < mostScroll
            fill(all.dropFirst(scroll), at: x, width)
        }
    }

    /// Whether columns that were asked for find room beside the bars of life: what was asked for counts for more.
    private static func hasRoom(for asked: [Place], _ from: Place?, _ width: Int) -> Bool {
        let fixed = 12 + 7 + 15 + 12 + (from.map { $0.width + 1 } ?? 0) + 8 + flagsWidth
        return fixed + asked.reduce(0) { $0 + $1.width + 1 } <= width
    }

    /// All that can be scrolled, with the width each wants; `x` counts from 0.
    private static func usual(_ choice: ColumnChoice, hasAddress: Bool, isSortedBySize: Bool) -> [Place] {
        var all: [(UsualColumn, Place)] = [
            (.idle, Place(field: .idle, heading: "IDLE", x: 0, width: 7)),
            (.age, Place(field: .age, heading: "AGE", x: 0, width: 7)),
        ]
        if hasAddress { all.append((.ip, Place(field: .address, heading: "IP", x: 0, width: 15))) }
        all.append((.app, Place(field: .writer, heading: "APP", x: 0, width: 11)))
        if isSortedBySize { all.append((.size, size)) }
        let shown = all.filter { !choice.hides($0.0) && !choice.shows($0.0) }.map(\.1)
        return shown + [Place(field: .flags, heading: "FLAGS", x: 0, width: flagsWidth)]
    }

    private static let size = Place(field: .size, heading: "SIZE", x: 0, width: 8, alignment: .right)

    /// The store each row is from, where there are several.
    private static func from(_ console: Console, _ width: Int) -> Place? {
        let names = console.list.shownStore == nil ? console.facts?.members.map(\.name) ?? [] : []
        guard !console.columns.hides(.from),
            let longest = names.map({ TextWidth.columns(of: Printable.text($0)) }).max()
        else { return nil }
        return Place(field: .from, heading: "FROM", x: 0, width: min(width < 96 ? 8 : 14, max(4, longest)))
    }

    /// The columns that were asked for, each as wide as what is in it on this screen.
    private static func asked(_ console: Console) -> [Place] {
        let list = console.list
        let rows = console.sessionsView.visibleRows(list)
        var payload = 0
        return console.columns.asked.compactMap { column in
            switch column {
            case .payload(let column):
                defer { payload += 1 }
                return place(column, payload, rows.compactMap { list.details[$0]?.cell(column) }, in: list)
            case .usual(.idle): return Place(field: .idle, heading: "IDLE", x: 0, width: 7)
            case .usual(.age): return Place(field: .age, heading: "AGE", x: 0, width: 7)
            case .usual(.ip): return Place(field: .address, heading: "IP", x: 0, width: 15)
            case .usual(.app): return Place(field: .writer, heading: "APP", x: 0, width: 11)
            case .usual(.size): return size
            case .usual(.ttl), .usual(.life), .usual(.user), .usual(.id), .usual(.from), .usual(.flags): return nil
            }
        }
    }

    private static func place(
        _ column: PayloadColumn, _ number: Int, _ values: [ColumnValue], in list: SessionList
    ) -> Place {
        let isSorted = list.sortField == .column(column)
        let heading = column.name.uppercased()
        let widest = values.map { TextWidth.columns(of: $0.shown) }.max() ?? 0
        let isNumber = values.contains { $0.isNumber } && values.allSatisfy { $0.isNumber || $0 == .missing }
        return Place(
            field: .payload(number), heading: heading, x: 0,
            width: max(heading.utf8.count + (isSorted ? 1 : 0), min(widestValue, widest)),
            alignment: isNumber ? .right : .left)
    }

    /// The fewest columns that must be scrolled away for all others to find room.
    private static func mostScroll(_ all: [Place], room: Int) -> Int {
        var width = 0
        for (place, column) in all.enumerated().reversed() {
            width += column.width + 1
            if width - 1 > room { return min(place + 1, all.count - 1) }
        }
        return 0
    }

    /// The list as it is before anybody scrolls: what was asked for first, but idle time and flags keep their room; age,
    /// address and application where the screen is wide.
    private mutating func place(_ from: Place?, _ asked: [Place], _ usual: [Place], at start: Int, _ width: Int) {
        var x = start
        if let from { put(from, at: &x) }
        let kept = usual.filter { $0.field == .idle || $0.field == .flags }.reduce(0) { $0 + $1.width + 1 }
        for column in asked {
            // One that is wider than the room is cut; where next to nothing would be left of it, it waits for `l`.
            let room = width - x - kept - 1
            guard column.width <= room || room >= 8 else {
                isCutRight = true
                break
            }
            put(column, at: &x, width: min(column.width, room))
        }
        for column in usual {
            let left = width - x
            switch column.field {
            case .idle: put(column, at: &x)
            case .age: if !isCutRight, width >= 96, left >= 16 { put(column, at: &x) }
            case .address: if !isCutRight, left >= column.width + 10 { put(column, at: &x) }
            case .writer: if !isCutRight, left >= 22 { put(column, at: &x) }
            case .size: if left >= column.width + 9 { put(column, at: &x) }
            case .flags: put(column, at: &x, width: max(1, left))
            case .payload, .from: break
            }
        }
    }

    /// As many columns as find room, whatever they are.
    private mutating func fill(_ columns: ArraySlice<Place>, at start: Int, _ width: Int) {
        var x = start
        for column in columns {
            let left = width - x
            guard left >= min(column.width, 4) else { return isCutRight = true }
            put(column, at: &x, width: column.field == .flags ? left : min(column.width, left))
        }
    }

    private mutating func put(_ column: Place, at x: inout Int, width: Int? = nil) {
        var column = column
        column.x = x
        column.width = width ?? column.width
        places.append(column)
        x += column.width + 1
    }
}

extension RowDetail {
    /// What it has in a column; nil where it was read before that was asked for.
    func cell(_ column: PayloadColumn) -> ColumnValue? {
        columns.firstIndex(of: column).map { cells[$0] }
    }
}

extension ColumnValue {
    /// As the list shows it; made safe for a terminal.
    var shown: String {
        switch self {
        case .missing: ""
        case .unreadable: "?"
        case .hidden: "********"
        case .number(_, let text), .text(let text): Printable.text(text)
        }
    }

    var isNumber: Bool {
        switch self {
        case .number: true
        case .missing, .unreadable, .hidden, .text: false
        }
    }
}
