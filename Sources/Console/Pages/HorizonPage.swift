internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let horizon = ViewKind("horizon")
}

extension ViewPage {
    static let horizon: ViewPage = {
        var page = ViewPage(.horizon, title: "Horizon", hasTab: true)
        page.draw = { console, canvas, layout, _ in canvas.inside(layout.body) { HorizonDrawing(console).draw(on: &$0) }
        }
        page.viewport = { $0.horizonView.viewport }
        page.move = { $0.horizonView.move($1) }
        page.counts = { console in
            guard let horizon = console.horizonView.shown else { return "" }
            let all = horizon.live + horizon.passed
            return "\(horizon.ending.grouped) of \(all.grouped) in \(HorizonDrawing.spanText(horizon.zoom)) "
        }
        page.sentence = { HorizonDrawing($0).sentence }
        page.commandLine = { $0.linesOfStores(["horizon"]) }
        return page
    }()
}
