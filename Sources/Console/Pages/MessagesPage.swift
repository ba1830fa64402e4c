internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let messages = ViewKind("messages")
}

extension ViewPage {
    static let messages: ViewPage = {
        var page = ViewPage(.messages, title: "Messages")
        page.isSearched = true
        page.layOut = { console, layout in
            console.messagesView.viewport.update(count: console.messages.messages.count, height: layout.body.height)
        }
        page.draw = { console, canvas, layout, _ in canvas.inside(layout.body) { console.drawMessages(on: &$0) } }
        page.viewport = { $0.messagesView.viewport }
        page.move = { $1(&$0.messagesView.viewport) }
        page.counts = { "\($0.messages.messages.count) messages " }
        page.lines = { console in
            (0..<console.messages.messages.count).compactMap { console.messages.newestFirst($0)?.text }
        }
        page.sentence = { console in
            console.messagesView.selected(console.messages).map { "\($0.at.iso8601)  \($0.text)" }
        }
        return page
    }()
}
