internal import Operations
internal import SessionModel
internal import TerminalKit

extension ViewKind {
    static let users = ViewKind("users")
}

extension ViewPage {
    static let users: ViewPage = {
        var page = ViewPage(.users, title: "Users", hasTab: true)
        page.hasColumns = true
        page.layOut = { console, layout in
            console.usersView.fit(height: layout.body.height)
            if console.prompt?.kind != .userFilter { console.usersView.bindCursor() }
        }
        page.draw = { console, canvas, layout, _ in
            UsersDrawing(console: console, now: console.now).draw(on: &canvas, layout)
        }
        page.viewport = { $0.usersView.viewport }
        page.move = { $0.usersView.move($1) }
        page.path = { "users" + $0.everywhere(" of") }
        page.counts = { $0.userCounts }
        page.filter = (\.usersView.filterText, .userFilter)
        page.filterFields = PersonSubject.fields
        page.noTarget = { $0.usersView.selected == nil ? "there is nobody here" : nil }
        page.logoutTarget = { console in
            console.usersView.selected.flatMap { person in
                person.name.map { LogoutRequest(user: $0, alsoNamed: Array(person.names.dropFirst())) }
            }
        }
        page.sentence = { console in
            console.usersView.selected.map { person in
                let addresses = person.addresses.joined(separator: ", ") + (person.moreAddresses ? " and more" : "")
                return person.title + (addresses.isEmpty ? "" : "; seen at \(addresses)")
            }
        }
        page.user = { $0.usersView.selected?.name }
        page.commandLine = { ShellLine(["curfew", "users"] + $0.storeOptions).text }
        return page
    }()
}

extension Console {
    /// How many users there are, or are let through by the filter, and how long ago they were read.
    fileprivate var userCounts: String {
        let counts = usersView.counts
        let age = ageText(usersView.readAt)
        if !usersView.filterText.isEmpty {
            return "\(usersView.shown.count.grouped) of \(usersView.people.count.grouped) shown\(age) "
        }
        let unreadable = usersView.unreadable > 0 ? "  \(usersView.unreadable.grouped) unreadable" : ""
        return "\(counts.users.grouped) users  \(counts.anonymous.grouped) anonymous\(unreadable)\(age) "
    }

    /// How long ago something was read, behind what was.
    func ageText(_ moment: Timestamp?) -> String {
        moment.map { "  read \(DurationText.compact(milliseconds: now.milliseconds(since: $0))) ago" } ?? ""
    }

    /// The open stores, as options of a command line.
    var storeOptions: [String] { stores.flatMap { ["--store", $0.name] } }
}
