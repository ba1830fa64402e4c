import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Random keys` {
    /// Numbers that come in the same order for the same seed.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    static let keys: [KeyPress] =
        Command.all.flatMap(\.keys).filter { $0 != .control("c") && $0 != .character("q") }
        + "yn1230\"abc=/:!@ ".map(KeyPress.character)
        + [
            .enter, .enter, .escape, .tab, .backTab, .backspace, .control("u"), .paste("{\"a\": 1}"),
            .mouse(MouseEvent(.press, at: .zero)),
        ]

    /// Something that happens outside: changes, losses, failures, time, another size.
    static func happen(_ stage: inout Stage, _ numbers: inout Numbers) {
        let key = stage.store.sessions.randomElement(using: &numbers)?.key ?? SessionKey("none")
        switch Int.random(in: 0..<12, using: &numbers) {
        case 0: stage.happen { $0[key] = nil }
        case 1: stage.happen { $0.change(key, to: "{\"user\": \"x\", \"n\": 1}") }
        case 2: stage.happen { $0.move(key, to: .never) }
        case 3:
            let fresh = Sample.session("r\(numbers.next() % 50)", user: "r", left: 5_000)
            stage.happen { $0[fresh.key] = fresh }
        case 4: stage.send(.news(.gap("gap")))
        case 5: stage.send(.news(.lost(StoreError(.lost, while: "listening", on: "redis", detail: "reset"))))
        case 6: stage.send(.news(.connected(.push("tracking"))))
        case 7: stage.advance(milliseconds: Int64.random(in: 1...30_000, using: &numbers))
        case 8: stage.store.failure = stage.store.failure == nil ? "It failed." : nil
        case 9: stage.resize(Int.random(in: 1...170, using: &numbers), Int.random(in: 1...50, using: &numbers))
        case 10:
            if let editor = stage.editor {
                stage.leaveEditor(with: editor.text + (Bool.random(using: &numbers) ? "" : "x"))
            }
        default: stage.send(.saved(.failure(EditorFailure("No room."))))
        }
    }

    @Test(arguments: 1...12)
    func `never crash it, and never end what nobody confirmed`(_ seed: Int) {
        var numbers = Numbers(state: UInt64(seed) &* 977)
        var stage = Stage(Sample.shop, columns: seed.isMultiple(of: 2) ? 80 : 140, rows: 24 + seed)
        for _ in 0..<400 {
            if stage.console.hasQuit { break }
            let confirmed = stage.console.dialog is ConfirmDialog && stage.console.isDialogShown
            let isLoggingOut = stage.console.dialog is LogoutDialog && stage.console.isDialogShown
            let (acts, effects) = (stage.acts.count, stage.effects.count)
            let count = Int.random(in: 1...3, using: &numbers)
            stage.send(.keys((0..<count).compactMap { _ in Self.keys.randomElement(using: &numbers) }))
            for request in stage.acts.dropFirst(acts) {
                if case .destroy = request.act { #expect(confirmed, "seed \(seed)") }
            }
            for case .logOut in stage.effects.dropFirst(effects) { #expect(isLoggingOut, "seed \(seed)") }
            if Int.random(in: 0..<4, using: &numbers) == 0 { Self.happen(&stage, &numbers) }
            if Bool.random(using: &numbers) { stage.settle() }
            if let moment = stage.console.nextChange(after: stage.now) { #expect(moment > stage.now) }
        }
        let list = stage.console.list
        let living = (0..<list.table.rowLimit).filter {
            list.table.isLive($0) && !list.isDying($0) && !list.unswept.contains($0)
        }
        #expect(list.liveCount == living.count)
        #expect(list.marked.allSatisfy { list.table.isLive($0) })
    }
}
