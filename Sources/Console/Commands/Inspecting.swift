internal import Operations
internal import SessionModel
internal import TerminalKit

extension Command {
    private static let inspector: Set<ViewKind> = [.inspector]

    /// Looking into one session.
    static let inspecting: [Command] = [
        Command(
            "fold", .enter, .character("z"), title: "Fold or unfold; in the history, compare with the moment before",
            hint: "fold", in: inspector, unless: \.cannotFold
        ) { console, _ in
            if console.inspector?.face == .history { return console.compareMoments() }
            console.inspector?.toggleFold()
            return []
        },
        Command("fold-all", .character("h"), .left, title: "Fold, or go to the container", in: inspector) {
            $0.fold()
        },
        Command("unfold", .character("l"), .right, title: "Unfold", in: inspector) { $0.unfold() },
        Command(
            "raw", .character("p"), title: "Show the record as it is stored, or as a tree", hint: "raw", in: inspector
        ) {
            $0.inspector?.toggleRaw()
        },
        Command(
            "reveal", .character("x"), title: "Show the hidden values and the whole id; the journal notes it",
            hint: "reveal", in: inspector
        ) {
            console, _ in console.reveal()
        },
        Command(
            "wrap", .character("w"), title: "Wrap the long lines of the record as it is stored, or scroll them",
            in: inspector,
            unless: { $0.inspector?.face == .raw ? nil : "only the record as it is stored (p) is wrapped" }
        ) { $0.inspector?.toggleWrap() },
        Command(
            "next-face", .tab, title: "Go on from the fields to the history, and to the record as it is stored",
            hint: "history",
            in: inspector
        ) { $0.inspector?.nextFace() },
    ]
}

extension Console {
    /// Columns that one key moves a record that is not wrapped.
    private static let rawStep = 8

    /// Why there is nothing to fold under the cursor.
    fileprivate var cannotFold: String? {
        switch inspector?.face {
        case .history: noMoment
        case .raw: "the record as it is stored has nothing to fold; \(keyName("raw")) shows the fields"
        case .fields, nil:
            (inspector?.cursorNode?.childCount ?? 0) == 0 ? "there is nothing in this value to fold" : nil
        }
    }

    private var scrollsRecord: Bool { inspector?.face == .raw && inspector?.isWrapped == false }

    fileprivate mutating func fold() {
        if scrollsRecord {
            guard inspector?.rawOffset != 0 else { return say(.info, "This is where the lines begin.") }
            inspector?.scrollRaw(by: -Self.rawStep)
        } else if inspector?.fold() != true {
            say(.info, "There is nothing here to fold.")
        }
    }

    fileprivate mutating func unfold() {
        if scrollsRecord {
            inspector?.scrollRaw(by: Self.rawStep)
        } else if inspector?.unfold() != true {
            say(.info, "Nothing is folded here.")
        }
    }

    mutating func reveal() -> [Effect] {
        guard let session = inspector?.session else { return [] }
        if inspector?.isRevealed == true {
            inspector?.isRevealed = false
            return []
        }
        inspector?.isRevealed = true
        return [.noteReveal(session)]
    }

    mutating func inspected(_ key: SessionKey, _ session: Session?) -> [Effect] {
        if sessionsView.previewing == key { sessionsView.previewing = nil }
        sessionsView.missing = session == nil ? key : nil
        guard let session else {
            sessionsView.preview = nil
            let isShown = sessionsView.opening == key && showLife(of: key)
            if !isShown, sessionsView.opening == key || sessionsView.pendingCommand?.key == key {
                say(.warning, "That session has ended meanwhile.")
            }
            if inspector?.session.key == key { inspector?.hasEnded = true }
            sessionsView.opening = nil
            sessionsView.pendingCommand = nil
            noteMissing(key)
            return []
        }
        if let row = list.table.row(of: key) { list.take(session, row: row, at: storeTime) }
        if sessionsView.opening == key {
            sessionsView.opening = nil
            if inspector?.session.key == key {
                refreshInspector(session)
            } else {
                inspector = InspectorView(session, life: lives.life(of: key))
            }
            go(to: .inspector)
        }
        sessionsView.showPreview(InspectorView(session, life: lives.life(of: key)))
        if let pending = sessionsView.pendingCommand, pending.key == key {
            sessionsView.pendingCommand = nil
            guard targetKey == key, dialog == nil, prompt == nil else {
                say(.warning, "\(pending.command): the cursor has gone on meanwhile, so nothing was done.")
                return []
            }
            return run(line: pending.command)
        }
        return []
    }

    /// Shows what a session has become, where it is being looked at.
    mutating func refreshInspector(_ session: Session) {
        prompt?.subject?.update(session)
        if inspector?.session.key == session.key { inspector?.update(session) }
        if sessionsView.preview?.session.key == session.key { sessionsView.preview?.update(session) }
    }
}
