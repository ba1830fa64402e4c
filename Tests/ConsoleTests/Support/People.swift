@testable import Operations
import SessionModel
import StoreKit
import TerminalKit

@testable import Console

/// Three stores that are open together, one that is not, and who has sessions there.
enum People {
    static let stores: [StoreFacts] = [
        Sample.facts(name: "web-prod", isProduction: true), Sample.facts(name: "adm", feed: .poll(seconds: 5)),
        Sample.facts(
            name: "old", isReadOnly: true, feed: .push("inotify"), abilities: [.list, .edit, .end],
            restrictions: [.init(.restore, reason: "Sessions can't be brought back here.")]),
    ]
    static let facts = StoreFacts(joining: stores)
    static let uncovered = [
        OpenStores.Uncovered(
            store: "cache", reason: "Cannot reach memcached at localhost:11211: Connection refused.",
            isUnreachable: true)
    ]

    /// Sessions of all three, in the keys of a list of several.
    static var sessions: [Session] {
        Sample.shop.enumerated().map { number, session in
            var session = session
            session.record.key = SharedKey.make(session.key, of: number % 3)
            return session
        }
    }

    /// A console on all three, one of them just lost.
    static func stage(_ columns: Int, _ rows: Int, isASCII: Bool = false, isLost: Bool = true) -> Stage {
        var stage = Stage(columns, rows)
        if isASCII { stage.glyphs = .ascii }
        stage.store.sessions = sessions
        stage.store.directory = directory
        stage.store.plan = plan
        stage.send(.opened(facts))
        stage.send(.uncovered(uncovered))
        for (place, store) in stores.enumerated() {
            stage.send(.news(.connected(store.examination.feed), store: place))
        }
        stage.settle()
        if isLost {
            let error = StoreError(.lost, while: "following changes", on: "adm", detail: "connection closed")
            stage.send(.news(.lost(error), store: 1))
        }
        stage.command("messages")
        stage.press("Esc")
        return stage
    }

    static let returned = ReturnedSession(
        store: "web-prod", name: "3f9a..c21e", key: Sample.key(Sample.id("3f9a", "c21e")), after: 412, isSameUser: true,
        isEndedAgain: false)

    static var directory: UserDirectory {
        UserDirectory(
            stores: stores.map(\.name),
            people: [
                person(
                    ["alice@shop", "4711"], [(0, 4_320, 22), (0, 13_200, 1_547), (1, 15_600, 2_460)], ["203.0.113.7"]),
                person(["bob"], [(0, 1_330, 1_081)], ["198.51.100.4"]),
                person(["carol@shop"], [(0, 187_200, 1), (2, 600, 30)], ["203.0.113.90", "2001:db8::17"]),
                person(["ops-bot"], [(0, 2_592_000, 4)], []),
                anonymous("cart, csrf_token", [(0, 500, 500), (2, 3_664, 1_864)]),
                anonymous("empty", [(0, 60, 60)]),
            ], uncovered: uncovered)
    }

    private static func person(_ names: [String], _ seats: [(Int, Int64, Int64)], _ addresses: [String]) -> Person {
        Person(identity: .user(names[0]), names: names, seats: seats.map(seat), addresses: addresses)
    }

    private static func anonymous(_ shape: String, _ seats: [(Int, Int64, Int64)]) -> Person {
        Person(identity: .anonymous(shape: shape), names: [], seats: seats.map(seat), addresses: [])
    }

    private static func seat(_ store: Int, _ age: Int64, _ idle: Int64) -> Person.Seat {
        Person.Seat(
            store: store, row: 0, created: Sample.now.milliseconds - age * 1000,
            seen: Sample.now.milliseconds - idle * 1000,
            deadline: Sample.now.milliseconds + 1_800_000)
    }

    static func target(_ id: String, age: Int64, idle: Int64, path: String = "user.id") -> LogoutPlan.Target {
        LogoutPlan.Target(
            id: SessionID(id), name: SessionID.shorten(id), key: Sample.key(id),
            matched: UserNaming(
                name: path == "email" ? "alice@shop" : "4711", path: try? PayloadPath(parsing: path)),
            createdAt: Sample.now.adding(milliseconds: -age * 1000),
            lastSeenAt: Sample.now.adding(milliseconds: -idle * 1000),
            deadline: .at(Sample.now.adding(milliseconds: 1_700_000)))
    }

    /// Alice's sessions: two in the first store, one in the second.
    static var plan: LogoutPlan {
        LogoutPlan(
            user: "alice@shop", names: ["alice@shop", "4711"],
            parts: [
                .init(
                    place: 0, store: "web-prod", engine: "Redis",
                    doomed: [
                        target(Sample.id("3f9a", "c21e"), age: 4_320, idle: 22),
                        target(Sample.id("9b02", "77d1"), age: 13_200, idle: 1_547),
                    ], kept: [], unreadable: 0, isProduction: true),
                .init(
                    place: 1, store: "adm", engine: "PostgreSQL",
                    doomed: [target(Sample.id("adm0", "0091"), age: 15_600, idle: 2_460, path: "email")], kept: [],
                    unreadable: 0, isProduction: false),
                .init(
                    place: 2, store: "old", engine: "files", doomed: [], kept: [], unreadable: 0,
                    refusal: "it is open read-only", isProduction: false),
            ], uncovered: uncovered)
    }

    /// What came of ending them: the second store was lost half way.
    static var receipt: LogoutReceipt {
        let plan = plan
        func part(_ place: Int, _ result: Receipt.Result, _ reason: String?) -> LogoutReceipt.Part {
            LogoutReceipt.Part(
                place: place,
                receipt: Receipt(
                    .logout, store: plan.parts[place].store,
                    lines: plan.parts[place].doomed.map {
                        .init(id: $0.id, key: $0.key, result: result, reason: reason)
                    }))
        }
        return LogoutReceipt(
            user: plan.user, names: plan.names,
            parts: [
                part(0, .done, nil), part(1, .refused, "Lost the connection to adm while ending sessions: closed."),
            ],
            uncovered: plan.uncovered, kept: 0, unreadable: 0)
    }
}

extension Stage {
    /// The logout that was asked for last.
    var logout: (ticket: Ticket, order: LogoutOrder)? {
        effects.lazy.compactMap { effect -> (Ticket, LogoutOrder)? in
            if case .logOut(let ticket, let order) = effect { (ticket, order) } else { nil }
        }.last
    }

    /// Something happens in the logout under way.
    mutating func hear(_ news: LogoutNews) {
        guard let logout else { return }
        send(.logout(logout.ticket, news))
    }

    /// Fills in a logout's card and confirms.
    mutating func confirmLogout(reason: String = "stolen laptop #4712", typing phrase: String = "alice@shop") {
        press("Up", "Up")
        type(reason)
        press("Enter")
        type(phrase)
        press("Enter", "Enter")
    }
}
