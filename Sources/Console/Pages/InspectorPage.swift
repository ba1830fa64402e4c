internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let inspector = ViewKind("inspector")
}

extension ViewPage {
    static let inspector: ViewPage = {
        var page = ViewPage(.inspector, title: "Session")
        page.hasDetail = false
        page.isOfOneThing = true
        page.isSearched = true
        page.layOut = { console, layout in console.inspector?.fit(layout.body.size) }
        page.draw = { console, canvas, layout, _ in
            canvas.inside(layout.body) { canvas in
                guard let view = console.inspector else { return }
                InspectorDrawing(view, in: console, now: console.now, hasCursor: true).draw(on: &canvas)
            }
        }
        page.viewport = { $0.inspector?.viewport ?? Viewport() }
        page.move = { $0.inspector?.move($1) }
        page.path = { console in
            let node = console.inspector?.cursorNode.map { "  " + Printable.text($0.path.description) } ?? ""
            return "sessions > " + (console.inspector.map { console.describe($0.session.key) } ?? "") + node
        }
        page.counts = {
            $0.inspector?.hasEnded == true ? "ENDED " : $0.inspector?.isRevealed == true ? "revealed " : ""
        }
        page.lines = { $0.inspectorLines }
        page.target = { $0.inspector?.session.key }
        page.noTarget = { $0.inspector == nil ? "there is no session here" : nil }
        page.loadedTarget = { $0.inspector?.session }
        page.hasEnded = { $0.inspector?.hasEnded == true }
        page.logoutTarget = { $0.ownerOfTarget }
        page.commandLine = { console in
            console.inspector.map { console.showLine($0.session.key, id: $0.session.id, isRaw: $0.face == .raw) }
        }
        return page
    }()
}
