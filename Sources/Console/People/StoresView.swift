internal import Operations
internal import SessionModel
internal import StoreKit
internal import TerminalKit

/// The open stores on screen, and those that are not.
struct StoresView: Sendable {
    var viewport = Viewport(margin: 1)
}

extension Console {
    /// The facts of every open store, one or several.
    var stores: [StoreFacts] { facts.map { $0.members.isEmpty ? [$0] : $0.members } ?? [] }

    /// How fresh a store is.
    func feed(of place: Int) -> FeedState { feeds.indices.contains(place) ? feeds[place] : feed }

    /// The facts of the store a key is from.
    func facts(of key: SessionKey) -> StoreFacts? {
        guard let facts, !facts.members.isEmpty else { return facts }
        let place = SharedKey.place(of: key)
        return facts.members.indices.contains(place) ? facts.members[place] : facts
    }

    /// Which fields of a session are hidden: the rule of the store it is from.
    func secrets(of key: SessionKey?) -> SecretRule {
        (key.flatMap { facts(of: $0) } ?? facts)?.secrets ?? SecretRule()
    }

    /// The facts of what holds all these keys: one store, or all that are open.
    func facts(of keys: [SessionKey]) -> StoreFacts? {
        guard let facts, !facts.members.isEmpty else { return facts }
        let places = Set(keys.map(SharedKey.place))
        let members = places.sorted().filter(facts.members.indices.contains).map { facts.members[$0] }
        return members.count == 1 ? members[0] : members.isEmpty ? facts : StoreFacts(joining: members)
    }

    /// The facts of what an act is done on.
    func facts(of act: ActRequest.Act) -> StoreFacts? {
        switch act {
        case .edit(let session, _, _), .deadline(let session, _), .regenerate(let session): facts(of: session.key)
        case .destroy(let keys, _), .deadlines(let keys, _): facts(of: keys)
        case .restore(_, let store): facts?.members.isEmpty == false ? stores[store] : facts
        case .undo, .redo: facts
        }
    }

    /// The facts of what the next command is about.
    var targetFacts: StoreFacts? {
        if view == .sessions, !list.marked.isEmpty {
            return facts(of: list.visibleMarks().rows.map { list.table.key($0) })
        }
        return targetKey.map { facts(of: $0) } ?? facts
    }

    /// A key as its store has it.
    func storedKey(_ key: SessionKey) -> SessionKey { facts?.members.isEmpty == false ? SharedKey.bare(key) : key }

    // MARK: One of several

    /// Shows the sessions of one store alone, by its name or number, or of all.
    mutating func showStore(named name: String) -> [Effect] {
        guard let facts, !facts.members.isEmpty else { return [] }
        guard !name.isEmpty else {
            dialog = ChoiceMenu(
                title: "Show",
                choices: facts.members.enumerated().map { place, store in
                    .init(key: Character("\(place + 1)"), title: store.name, command: "ctx \(store.name)")
                } + [.init(key: "a", title: "all", command: "ctx all")])
            return []
        }
        if name == "all" { return show(place: nil) }
        let number = Int(name).map { $0 - 1 }.flatMap { facts.members.indices.contains($0) ? $0 : nil }
        guard let place = facts.members.firstIndex(where: { $0.name == name }) ?? number else {
            let near = NearestName.among(facts.members.map(\.name), to: name).map { " Did you mean \"\($0)\"?" } ?? ""
            say(.error, "No store \"\(name)\" is open.\(near)")
            return []
        }
        return show(place: place)
    }

    /// Shows the store under the cursor alone; all again where it is alone already.
    mutating func showSelectedStore() -> [Effect] {
        let place = storesView.viewport.cursor
        guard stores.indices.contains(place) else { return [] }
        return show(place: list.shownStore == place ? nil : place)
    }

    private mutating func show(place: Int?) -> [Effect] {
        list.show(store: place)
        sessionsView.wantsOrderNow = true
        go(to: .sessions)
        let name = place.map { stores[$0].name } ?? "all stores"
        say(.info, "Showing \(name).")
        return []
    }

    /// The facts of what the list shows: one store, or all.
    var shownFacts: StoreFacts? {
        guard let facts, let place = list.shownStore, facts.members.indices.contains(place) else { return facts }
        return facts.members[place]
    }

    mutating func noteUncovered(_ stores: [OpenStores.Uncovered]) {
        uncovered = stores
        for store in stores { say(.warning, "\(store.store) is not open: \(store.reason)") }
    }

    // MARK: The card of a logout

    /// Keeps what the card says true: time passes.
    mutating func refreshCard() {
        guard var card = dialog as? LogoutDialog, let logout else { return }
        card.follow(logout, now: now)
        let wasShown = isDialogShown
        dialog = card
        isDialogShown = wasShown
    }

    mutating func showReceipt() -> [Effect] {
        if let logout { dialog = LogoutDialog(logout, now: now) }
        return []
    }
}
