internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let stores = ViewKind("stores")
}

extension ViewPage {
    static let stores: ViewPage = {
        var page = ViewPage(.stores, title: "Stores", hasTab: true)
        page.hasColumns = true
        page.layOut = { console, layout in
            console.storesView.viewport.update(
                count: console.stores.count + console.uncovered.count, height: layout.body.height)
        }
        page.draw = { console, canvas, layout, _ in
            StoresDrawing(console: console, now: console.now).draw(on: &canvas, layout)
        }
        page.viewport = { $0.storesView.viewport }
        page.move = { $1(&$0.storesView.viewport) }
        page.counts = { console in
            "\(console.stores.count) open" + (console.uncovered.isEmpty ? " " : ", \(console.uncovered.count) not ")
        }
        page.sentence = { StoresDrawing(console: $0, now: $0.now).sentence }
        page.commandLine = { $0.linesOfStores(["doctor"]) }
        return page
    }()
}
