import TerminalKit
import TestSupport
import Testing

@testable import Console

@Suite struct `Every screen` {
    @Test(arguments: Scene.allCases, Look.all) func `looks as it did`(_ scene: Scene, _ look: Look) {
        let stage = scene.stage(look)

        Golden.expect(stage.cells, "\(scene.rawValue)-\(look.name)")
        if look.isASCII { #expect(stage.text.unicodeScalars.allSatisfy { $0.isASCII }) }
    }

    @Test func `of each view is among them`() {
        let seen = Set(Scene.allCases.map { $0.stage(Look.all[2]).console.view })

        for view in ViewKind.allCases where !seen.contains(view) {
            expectGoldens(of: "\(view)", Scene.elsewhere[view])
        }
    }

    /// Expects goldens of a screen at every size, under a name that another suite writes.
    private func expectGoldens(of screen: String, _ name: String?) {
        guard let name else {
            Issue.record("No scene shows \(screen).")
            return
        }
        for look in Look.all { #expect(Golden.exists("\(name)-\(look.name)"), "\(name)-\(look.name)") }
    }

    @Test func `of each dialog is among them`() throws {
        let shown = Set(
            Scene.allCases.compactMap { scene in
                scene.stage(Look.all[2]).console.dialog.map { String(describing: type(of: $0)) }
            })
        let declared = try Repository.texts(under: "Sources/Console").flatMap(Self.dialogs)

        #expect(declared.count >= 8)
        for dialog in declared where !shown.contains(dialog) {
            expectGoldens(of: dialog, Scene.dialogsElsewhere[dialog])
        }
    }

    /// The dialogs that a source file declares.
    private static func dialogs(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("struct "), line.contains(": Dialog {") else { return nil }
            return line.dropFirst("struct ".count).prefix { $0 != ":" }.description
        }
    }

    // MARK: Other sizes

    @Test(arguments: Scene.allCases, Look.others)
    func `has its first line and its keys at any size`(_ scene: Scene, _ look: Look) {
        let stage = scene.stage(look)

        #expect(stage.rows.count == look.rows)
        #expect(!stage.rows[0].isEmpty)
        #expect(stage.rows.suffix(2).contains { !$0.isEmpty })
        if look.isASCII { #expect(stage.text.unicodeScalars.allSatisfy { $0.isASCII }) }
    }

    @Test(arguments: Scene.allCases, Look.tooSmall)
    func `asks for room where there is none`(_ scene: Scene, _ look: Look) {
        let stage = scene.stage(look)

        #expect(stage.rows[0] == String("curfew needs 40x10".prefix(look.columns)) || look.columns < 18)
        #expect(stage.rows.dropFirst().allSatisfy { $0.isEmpty })
    }

    @Test(arguments: Scene.allCases, [(40, 10), (60, 20), (80, 24)])
    func `shows what can be answered in a dialog`(_ scene: Scene, _ size: (Int, Int)) {
        let stage = scene.stage(Look(columns: size.0, rows: size.1, isASCII: true))
        guard stage.console.dialog is ConfirmDialog else { return }

        #expect(stage.shows("Cancel"), "\(stage.text)")
    }

    @Test(arguments: [(60, 20), (80, 24)])
    func `shows a new cookie whole`(_ size: (Int, Int)) {
        let stage = Scene.cookie.stage(Look(columns: size.0, rows: size.1, isASCII: true))
        let letters = stage.rows.map { row in row.filter { $0 != "|" && $0 != " " } }.joined()

        #expect(letters.contains("tina4_session=" + Sample.id("new1", "d0d0")), "\(stage.text)")
    }

    @Test(arguments: ViewKind.allCases, [(60, 20), (80, 24), (120, 40)])
    func `shows all hints of its keys`(_ view: ViewKind, _ size: (Int, Int)) {
        var stage = Stage(Sample.shop, columns: size.0, rows: size.1)
        stage.store.directory = People.directory
        stage.store.plan = People.plan
        stage.go(to: view)
        let foot = stage.rows.suffix(2).joined(separator: " ")

        for command in stage.console.hinted {
            guard let key = command.keys.first else { continue }
            if size.0 < 80, HintLine.dispensable.contains(command.name) { continue }
            let hint = stage.console.hintText(command)
            #expect(foot.contains("\(key.name) \(hint)"), "\(command.name) in \(view.title): \(foot)")
        }
    }
}
