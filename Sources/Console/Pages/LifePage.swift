internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let life = ViewKind("life")
}

extension ViewPage {
    static let life: ViewPage = {
        var page = ViewPage(.life, title: "Life")
        page.isOfOneThing = true
        page.layOut = { console, layout in
            let count = console.lifeView.flatMap { console.lives.life(of: $0.key) }?.moments.count ?? 0
            console.lifeView?.fit(count, height: max(1, layout.body.height - LifeDrawing.factRows))
        }
        page.draw = { console, canvas, layout, _ in canvas.inside(layout.body) { LifeDrawing.draw(console, on: &$0) } }
        page.viewport = { $0.lifeView?.viewport ?? Viewport() }
        page.move = { $0.lifeView?.move($1) }
        page.path = { console in "life of \(console.lifeView.map { console.describe($0.key) } ?? "")" }
        page.counts = { console in
            let life = console.lifeView.flatMap { console.lives.life(of: $0.key) }
            let forgotten = life?.forgotten ?? 0
            return "\(life?.moments.count ?? 0) moments\(forgotten > 0 ? ", \(forgotten) not kept" : "") "
        }
        page.target = { $0.lifeView?.key }
        page.noTarget = { _ in nil }
        page.hasEnded = { _ in true }
        page.logoutTarget = { $0.ownerOfTarget }
        page.sentence = { console in
            guard let shown = console.shownLife, shown.life.moments.indices.contains(shown.cursor) else { return nil }
            return LifeDrawing(life: shown.life, secrets: console.secrets(of: shown.key), marked: nil)
                .sentence(shown.life.moments[shown.cursor])
        }
        page.commandLine = { console in console.lifeView.map { console.whyLine($0.key) } }
        return page
    }()
}
