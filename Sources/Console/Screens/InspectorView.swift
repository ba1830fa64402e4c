internal import Operations
internal import SessionModel
internal import TerminalKit

/// One session looked into: its payload as a tree that folds, or its record as stored, or what happened to it.
struct InspectorView: Sendable {
    enum Face: Hashable, CaseIterable, Sendable {
        case fields, history, raw

        /// Its name on the bar over it.
        var title: String {
            switch self {
            case .fields: "Fields"
            case .history: "History"
            case .raw: "Raw"
            }
        }

        /// The one that Tab goes to.
        var next: Face {
            switch self {
            case .fields: .history
            case .history: .raw
            case .raw: .fields
            }
        }
    }

    private(set) var session: Session
    /// What was seen of it since the console was opened; nil for nothing.
    var life: SessionLife? {
        didSet { if face == .history { refit(isAtEnd: viewport.cursor >= viewport.count - 1) } }
    }
    private(set) var face: Face = .fields
    /// The value under the cursor when another face was turned to.
    private var leftPath: PayloadPath?
    var isRevealed = false
    var hasEnded = false
    var viewport = Viewport(margin: 1)
    /// The paths that are folded; paths, since positions change with every edit.
    private var folded: Set<PayloadPath> = []
    /// The positions of the values that are shown, in order.
    private(set) var lines: [Int] = []
    private(set) var rawLines: [String] = []
    private var rawWidth = 78
    /// Whether long lines of the record go on in the next line; else they go on to the right.
    private(set) var isWrapped = true
    /// How many columns of the record are scrolled away to the left.
    private(set) var rawOffset = 0
    /// The paths that a change has just touched.
    private(set) var changed: Set<PayloadPath> = []

    init(_ session: Session, life: SessionLife? = nil) {
        self.session = session
        self.life = life
        rebuild()
    }

    mutating func update(_ session: Session) {
        let path = cursorNode?.path
        if let old = self.session.payload, let new = session.payload {
            let changes = old.differences(to: new, limit: 100)
            if !changes.isEmpty { changed = Set(changes.map(\.path)) }
        }
        self.session = session
        hasEnded = false
        rebuild()
        if let path { goTo(path) }
    }

    mutating func note(_ event: SessionEvent) {
        let isOld = event.kind == .regenerated && event.oldKey == session.key
        if event.kind == .destroyed || event.kind == .expired || isOld { hasEnded = true }
    }

    /// The value under the cursor.
    var cursorNode: PayloadNode? {
        guard face == .fields, let payload = session.payload, viewport.cursor < lines.count else { return nil }
        return payload.node(position: lines[viewport.cursor])
    }

    func isFolded(_ node: PayloadNode) -> Bool { !folded.isEmpty && folded.contains(node.path) }

    mutating func move(_ move: (inout Viewport) -> Void) { move(&viewport) }

    mutating func toggleFold() {
        guard let node = cursorNode, node.childCount > 0 else { return }
        if folded.remove(node.path) == nil { folded.insert(node.path) }
        rebuild()
    }

    mutating func toggleWrap() {
        isWrapped.toggle()
        rawOffset = 0
        rewrap()
        viewport.update(count: count, height: viewport.height)
    }

    /// Moves the record that is not wrapped to the left or to the right.
    mutating func scrollRaw(by columns: Int) {
        rawOffset = max(0, rawOffset + columns)
        rewrap()
    }

    /// Puts the cursor on a value, wherever it is folded away.
    mutating func show(_ node: PayloadNode) {
        var place = node.parent
        while let current = place {
            folded.remove(current.path)
            place = current.parent
        }
        rebuild()
        if let line = lines.firstIndex(of: node.position) { viewport.moveCursor(to: line) }
    }

    /// Folds, or goes to the container; false where there is neither.
    mutating func fold() -> Bool {
        guard let node = cursorNode else { return false }
        if node.childCount > 0, !isFolded(node) {
            toggleFold()
        } else if let parent = node.parent, let place = lines.firstIndex(of: parent.position) {
            viewport.moveCursor(to: place)
        } else {
            return false
        }
        return true
    }

    /// Unfolds; false where nothing is folded.
    mutating func unfold() -> Bool {
        guard let node = cursorNode, isFolded(node) else { return false }
        toggleFold()
        return true
    }

    mutating func toggleRaw() { turn(to: face == .raw ? .fields : .raw) }

    mutating func nextFace() { turn(to: face.next) }

    /// Shows another face; among the fields the cursor is where it was left.
    private mutating func turn(to other: Face) {
        if face == .fields { leftPath = cursorNode?.path }
        face = other
        rewrap()
        refit()
        switch other {
        case .fields: if let leftPath { goTo(leftPath) }
        case .history: viewport.end()
        case .raw: break
        }
    }

    private mutating func goTo(_ path: PayloadPath) {
        guard let node = session.payload?.node(at: path), let place = lines.firstIndex(of: node.position)
        else { return }
        viewport.moveCursor(to: place)
    }

    /// Takes in that the life has grown; whoever looks at its end goes on doing so.
    private mutating func refit(isAtEnd: Bool) {
        viewport.update(count: count, height: viewport.height)
        if isAtEnd { viewport.end() }
    }

    private mutating func refit() {
        viewport.update(count: count, height: viewport.height)
        viewport.home()
    }

    /// How many lines the face has.
    var count: Int {
        switch face {
        case .fields: lines.count
        case .history: life?.moments.count ?? 0
        case .raw: rawLines.count
        }
    }

    private mutating func rebuild() {
        lines = []
        if let payload = session.payload {
            var node = 0
            while let value = payload.node(position: node) {
                lines.append(node)
                node = value.childCount > 0 && isFolded(value) ? value.nextPosition : node + 1
            }
        }
        rewrap()
        viewport.update(count: count, height: viewport.height)
    }

    /// Breaks the raw record anew for another width.
    mutating func wrapRaw(to width: Int) {
        guard width != rawWidth else { return }
        rawWidth = width
        rewrap()
    }

    /// Lines of a large record take a while; nobody waits for them who does not look at them.
    private mutating func rewrap() {
        guard face == .raw else { return rawLines = [] }
        rawLines = Self.wrap(session.record, to: isWrapped ? rawWidth : .max)
        if !isWrapped { rawLines = rawLines.map { Self.part(of: $0, from: rawOffset, width: rawWidth) } }
    }

    /// What of a line stands in so many columns; what is beyond them shows as an ellipsis.
    private static func part(of line: String, from offset: Int, width: Int) -> String {
        var columns = 0
        var part = ""
        for character in line {
            let wanted = TextWidth.columns(of: character)
            if columns >= offset { part.append(character) }
            columns += wanted
            // One more than fits, so that drawing cuts it with an ellipsis.
            if columns > offset + width { break }
        }
        return part
    }

    /// The record as it is stored, made harmless, in lines of at most so many columns; the first 256 KiB of it.
    private static func wrap(_ record: StoredRecord, to width: Int) -> [String] {
        let bytes: ArraySlice<UInt8>
        switch record.content {
        case .bytes(let all), .head(let all): bytes = all.prefix(256 << 10)
        case .foreign(let kind): return ["(a \(kind))"]
        }
        var lines: [String] = []
        for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            var columns = 0
            var part = ""
            for character in Printable.text(fromBytes: line) {
                let wanted = TextWidth.columns(of: character)
                if columns + wanted > width {
                    lines.append(part)
                    (part, columns) = ("", 0)
                }
                part.append(character)
                columns += wanted
            }
            lines.append(part)
        }
        if record.size > bytes.count { lines.append("… \(ByteCount.format(record.size)) in all") }
        return lines
    }
}
