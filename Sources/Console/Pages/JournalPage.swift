internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let journal = ViewKind("journal")
}

extension ViewPage {
    static let journal: ViewPage = {
        var page = ViewPage(.journal, title: "Journal", hasTab: true)
        page.hasColumns = true
        page.isSearched = true
        page.layOut = { console, layout in
            console.journal.viewport.update(count: console.journal.lines.count, height: layout.body.height)
        }
        page.draw = { console, canvas, layout, _ in JournalDrawing(view: console.journal).draw(on: &canvas, layout) }
        page.viewport = { $0.journal.viewport }
        page.move = { $1(&$0.journal.viewport) }
        page.counts = { console in
            let verdict = console.journal.verdict
            // The word that counts comes first.
            let short = verdict.split(separator: ",").first.map(String.init) ?? verdict
            return (console.size.columns < 72 ? short : verdict) + " "
        }
        page.lines = { $0.journal.lines.map(Console.sentence) }
        page.sentence = { $0.journal.selected.map(Console.sentence) }
        page.user = { console in
            console.journal.selected.flatMap { $0.verb == Verb.logout.rawValue && !$0.target.isEmpty ? $0.target : nil }
        }
        page.commandLine = { _ in "curfew journal" }
        return page
    }()
}
