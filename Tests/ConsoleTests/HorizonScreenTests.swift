import Operations
import SessionModel
import TerminalKit
import Testing

@testable import Console

@Suite struct `Screens of the horizon` {
    static let looks = Look.all

    /// A site where sessions live half an hour, with a wave of logins behind it.
    static let site: [Session] = {
        var sessions: [Session] = []
        for number in 0..<240 {
            let place = Int64(number)
            let wave: Int64 = number % 3 == 0 ? 1_100_000 + place * 700 % 90_000 : place * 8_731 % 1_800_000
            sessions.append(
                Sample.session(
                    "site\(number)", user: number % 4 == 0 ? nil : "u\(number % 50)", left: wave + 2_000,
                    idle: 1_798_000 - wave))
        }
        return sessions
            + [Int64]([7_000_000, 30_000_000, 80_000_000, 90_000_000]).map { Sample.session("far\($0)", left: $0) }
            + [Sample.session("never", user: "erin", left: nil), Sample.session("over", user: "x", left: -60_000)]
    }()

    private func stage(_ look: Look) -> Stage {
        var stage = Stage(look.columns, look.rows)
        if look.isASCII { stage.glyphs = .ascii }
        stage.store.sessions = Self.site
        stage.open()
        stage.settle()
        return stage
    }

    @Test(arguments: looks)
    func `shows the next hour`(_ look: Look) {
        var stage = stage(look)
        stage.press("4")
        for _ in 0..<18 { stage.press("l") }

        Golden.expect(stage.cells, "horizon-\(look.name)")
        if look.isASCII { #expect(stage.text.unicodeScalars.allSatisfy { $0.isASCII }) }
    }

    @Test(arguments: [50, 40])
    func `goes along with the cursor where there are more bars than columns`(_ columns: Int) {
        var stage = stage(Look(columns: columns, rows: 20, isASCII: true))
        stage.press("4")
        #expect(stage.row("now") != nil)
        #expect(stage.row("-----")?.last == ">")
        for _ in 0..<59 { stage.press("l") }
        #expect(stage.selectedColumn == columns - 1)
        #expect(stage.row("+50min") != nil || stage.row("+50m") != nil)
        for _ in 0..<29 { stage.press("h") }

        let column = stage.selectedColumn ?? 0
        #expect((10..<columns - 10).contains(column))
    }

    @Test(arguments: looks)
    func `shows the next day`(_ look: Look) {
        var stage = stage(look)
        stage.press("4", "Z", "G")

        Golden.expect(stage.cells, "horizon-day-\(look.name)")
    }

    @Test(arguments: looks)
    func `shows what another lifetime would do`(_ look: Look) {
        var stage = stage(look)
        stage.command("what-if 10m")

        Golden.expect(stage.cells, "horizon-what-if-\(look.name)")
    }

    @Test(arguments: [(60, 20), (80, 24)])
    func `shows that it has nothing to count`(_ columns: Int, _ rows: Int) {
        var stage = Stage([], columns: columns, rows: rows)
        stage.press("4")

        Golden.expect(stage.cells, "horizon-empty-\(columns)x\(rows)")
    }
}

extension Stage {
    /// The column of the bar under the cursor.
    fileprivate var selectedColumn: Int? {
        (0..<cells.size.rows).lazy.compactMap { row in Array(cells.row(row)).firstIndex { $0.isSelected } }.first
    }
}
