internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let person = ViewKind("person")
}

extension ViewPage {
    static let person: ViewPage = {
        var page = ViewPage(.person, title: "Person")
        page.hasColumns = true
        page.isOfOneThing = true
        page.layOut = { console, layout in console.personView?.fit(height: layout.body.height) }
        page.draw = { console, canvas, layout, _ in
            PersonDrawing(console: console, now: console.now).draw(on: &canvas, layout)
        }
        page.viewport = { $0.personView?.viewport ?? Viewport() }
        page.move = { $0.personView?.move($1) }
        page.path = { "users > \(Printable.text($0.personView?.request.user ?? ""))" + $0.everywhere(" in") }
        page.counts = { console in
            guard let plan = console.personView?.plan else { return "reading " }
            let missing = plan.uncovered.isEmpty ? "" : "  \(plan.uncovered.count) not covered"
            let age = console.ageText(console.personView?.readAt)
            return "\(plan.count) session\(plan.count == 1 ? "" : "s")\(missing)\(age) "
        }
        page.target = { console in
            console.personView?.selected.map { console.sharedKey($0.target.key, of: $0.place) }
        }
        page.noTarget = { $0.personView?.selected == nil ? "there is no session here" : nil }
        page.logoutTarget = { $0.personView?.request }
        page.sentence = { console in
            console.personView?.selected.map { row in
                let matched = row.target.matched
                return "\(row.store): matched by \(matched.path.map(\.description) ?? "user") = \(matched.name)"
            }
        }
        page.user = { $0.personView?.request.user }
        page.commandLine = { console in
            let user = console.personView?.request.user ?? ""
            return ShellLine(["curfew", "logout", user, "--dry-run"] + console.storeOptions).text
        }
        return page
    }()
}
