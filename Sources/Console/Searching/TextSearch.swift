internal import Operations
internal import SessionModel
internal import TerminalKit

extension Command {
    private static let texts = Set(ViewPage.all.filter(\.isSearched).map(\.kind))

    /// Finding words in a text.
    static let searching: [Command] = [
        Command(
            "search", .character("/"), title: "Search in the text: search WORDS", hint: "search",
            in: texts
        ) { console, words in
            guard words.isEmpty else { return console.search(for: words) }
            console.open(.textSearch)
            return []
        },
        Command(
            "next-match", .character("n"), title: "Go to the next line that matches",
            in: texts.union([.events, .help]),
            unless: \.noSearch
        ) { console, _ in console.goToMatch(forward: true) },
        Command(
            "previous-match", .character("N"), title: "Go to the line before that matches",
            in: texts.union([.events, .help]), unless: \.noSearch
        ) { console, _ in console.goToMatch(forward: false) },
    ]
}

extension Console {
    /// Why there is no next match to go to.
    var noSearch: String? { soughtWords.isEmpty ? "nothing is searched for; \(keyName("search")) does" : nil }

    /// The words that matches are of: of a list that is narrowed, what narrows it.
    private var soughtWords: String {
        guard page.lines != nil else { return "" }
        if page.isSearched { return searchTexts[view] ?? "" }
        return page.filter.map { self[keyPath: $0.text] } ?? ""
    }

    /// Searches the view's text for words, from the cursor on.
    mutating func search(for words: String) -> [Effect] {
        searchTexts[view] = words
        guard !words.isEmpty else { return [] }
        return goToMatch(forward: true, countsCursor: true)
    }

    mutating func goToMatch(forward: Bool, countsCursor: Bool = false) -> [Effect] {
        let words = soughtWords
        let sought = words.lowercased()
        if view == .inspector, inspector?.face == .fields { return goToField(sought, words, forward, countsCursor) }
        let lines = textLines
        let isNarrowed = view == .events || view == .help
        let found = Self.next(among: lines.count, from: topViewport.cursor, forward, countsCursor) { place in
            isNarrowed || lines[place].lowercased().contains(sought)
        }
        if let found { moveViewport { $0.moveCursor(to: found.place) } }
        sayFound(found?.isPastEnd, words, forward)
        return []
    }

    /// The next of so many lines that fits, and whether it was found only past the end; nil where none fits.
    private static func next(
        among count: Int, from cursor: Int, _ forward: Bool, _ countsCursor: Bool, where fits: (Int) -> Bool
    ) -> (place: Int, isPastEnd: Bool)? {
        let first = countsCursor ? 0 : 1
        for step in first..<max(first, count + first) {
            let place = ((cursor + (forward ? step : -step)) % count + count) % count
            if fits(place) { return (place, forward ? place < cursor : place > cursor) }
        }
        return nil
    }

    private mutating func sayFound(_ isPastEnd: Bool?, _ words: String, _ forward: Bool) {
        switch isPastEnd {
        case true?: say(.info, "The search went on from the \(forward ? "top" : "end").")
        case false?: break
        case nil: say(.info, "Nothing here matches \"\(Printable.text(words))\".")
        }
    }

    /// Fields are found wherever they are folded away; hidden values are not searched.
    private mutating func goToField(
        _ sought: String, _ words: String, _ forward: Bool, _ countsCursor: Bool
    ) -> [Effect] {
        guard let inspector, let payload = inspector.session.payload else { return [] }
        let nodes = Array(payload.allNodes)
        let cursor = inspector.cursorNode?.position ?? 0
        let found = Self.next(among: nodes.count, from: cursor, forward, countsCursor) { place in
            searchText(nodes[place], inspector).contains(sought)
        }
        if let found { self.inspector?.show(nodes[found.place]) }
        sayFound(found?.isPastEnd, words, forward)
        return []
    }

    /// What of a field is searched: its name, and its value where that can be seen.
    private func searchText(_ node: PayloadNode, _ inspector: InspectorView) -> String {
        let isShown = inspector.isRevealed || !isHidden(node)
        let value = node.childCount > 0 || !isShown ? "" : node.string ?? node.rawText
        return "\(node.key ?? "") \(value)".lowercased()
    }

    /// The lines of the view's text.
    private var textLines: [String] { page.lines?(self) ?? [] }

    var inspectorLines: [String] {
        guard let inspector else { return [] }
        switch inspector.face {
        case .fields: return []
        case .raw: return hidesRecord(inspector) ? [] : inspector.rawLines
        case .history:
            guard let life = inspector.life else { return [] }
            let drawing = LifeDrawing(life: life, secrets: secrets(of: inspector.session.key), marked: nil)
            return life.moments.map(drawing.sentence)
        }
    }

    /// Whether the record as it is stored is not shown, since hidden values are in it.
    func hidesRecord(_ inspector: InspectorView) -> Bool {
        let secrets = secrets(of: inspector.session.key)
        return !inspector.isRevealed && inspector.session.payload?.allNodes.contains(where: secrets.hides) == true
    }

    // MARK: On screen

    /// Shows where the words that are searched for stand on screen.
    func drawMatches(on canvas: inout Canvas, in area: Rect) {
        guard let words = searchTexts[view], !words.isEmpty else { return }
        let sought = words.lowercased().unicodeScalars.map(\.value)
        for y in area.y..<area.maxY {
            let row = canvas.grid.row(y).dropFirst(area.x).prefix(area.width)
            let letters = row.map { $0.scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? 32 }
            var x = 0
            while x + sought.count <= letters.count {
                if letters[x..<x + sought.count].elementsEqual(sought) {
                    canvas.highlight(Rect(x: area.x + x, y: y, width: sought.count, height: 1), role: .match)
                    x += sought.count
                } else {
                    x += 1
                }
            }
        }
    }
}
