internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let help = ViewKind("help")
}

extension ViewPage {
    static let help: ViewPage = {
        var page = ViewPage(.help, title: "Help", hasTab: true)
        page.layOut = { console, layout in
            console.helpView.viewport.update(count: console.helpView.commands.count, height: layout.body.height)
        }
        page.draw = { console, canvas, layout, _ in canvas.inside(layout.body) { console.drawHelp(on: &$0) } }
        page.viewport = { $0.helpView.viewport }
        page.move = { $1(&$0.helpView.viewport) }
        page.path = { "keys of the \($0.helpView.subject.title.lowercased()) view" }
        page.counts = { "\($0.helpView.commands.count) of \($0.helpView.all.count)  Enter runs " }
        page.filter = (\.helpView.filterText, .helpFilter)
        page.lines = { $0.helpView.commands.map(\.name) }
        page.sentence = { console in
            console.helpView.selected.map { command in
                command.title + (console.reasonOff(command).map { ". Off: \($0)" } ?? "") + "."
            }
        }
        page.commandLine = { _ in "curfew keys" }
        return page
    }()
}
