internal import TerminalKit

extension Command {
    /// Users, stores, and logging out.
    static let people: [Command] = [
        Command(
            "users", .character("2"), title: "Show the users with live sessions", in: .everywhere,
            unless: { $0.view == .users && $0.facts == nil ? "the store is not open yet" : nil }
        ) { console, _ in console.showUsers() },
        Command(
            "stores", .character("5"), title: "Show the open stores", in: .everywhere, unless: { $0.isHere(.stores) }
        ) { $0.go(to: .stores) },
        Command(
            "logout", .character("L"), title: "Log this user out everywhere: logout USER [--keep ID] [--for 15m]",
            hint: "logout", in: [.sessions, .events, .inspector, .users, .person, .stores, .journal],
            isDestructive: true, unless: \.noLogout
        ) { console, argument in console.beginLogout(argument) },
        Command(
            "stand-down", title: "End no more new sessions of a user who was logged out for a time", in: .everywhere,
            unless: { $0.logout?.standsUntil == nil ? "nobody is being logged out for a time" : nil }
        ) { console, _ in console.standDown() },
        Command(
            "receipt", title: "Show the receipt of the last logout", in: .everywhere,
            unless: { $0.logout == nil ? "nobody has been logged out" : nil }
        ) { console, _ in console.showReceipt() },
        Command(
            "write", title: "Open a read-only profile for writing for a time: write [15m] REASON", in: .everywhere,
            unless: \.cannotUnlock
        ) { console, argument in console.unlock(argument) },
        Command(
            "readonly", title: "Let a profile that was opened for writing be read-only again", in: .everywhere,
            unless: \.cannotLock
        ) { console, _ in console.lockAgain() },
        Command(
            "ctx", title: "Show one of the open stores, or all: ctx NAME, ctx all", in: .everywhere,
            unless: { $0.facts?.members.isEmpty == false ? nil : "only one store is open" }
        ) { console, name in console.showStore(named: name) },
        Command(
            "show-store", .enter, title: "Show this store's sessions alone, or all again", hint: "only this",
            in: [.stores], unless: { $0.facts?.members.isEmpty == false ? nil : "only one store is open" }
        ) { console, _ in console.showSelectedStore() },
    ]
}
