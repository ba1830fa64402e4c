internal import TerminalKit

/// Turns input into keys: joins Alt with its character and a paste with its text, and swallows sequences that nobody
/// knows, so that their letters are never taken for commands.
struct KeyDecoder {
    /// Scalars kept of one paste.
    static let pasteLimit = 1 << 20
    /// After this a sequence that never ended is given up, in milliseconds.
    static let sequenceTimeout: Int64 = 150
    /// The same, as it is now: longer on a slow line.
    var sequenceTimeout = KeyDecoder.sequenceTimeout
    /// After this a paste that never ended is delivered as it is, in milliseconds.
    static let pasteTimeout: Int64 = 2000
    /// Two presses within this are a double click, in milliseconds.
    static let doubleClick: Int64 = 400

    private enum State: Equatable {
        case ground
        case escape
        case control([UInt32])
        case singleShift
        case text(introducer: UInt32, isEmpty: Bool, sawEscape: Bool)
        case paste
    }

    private var state = State.ground
    private var pasted: [Unicode.Scalar] = []
    private var lastInput: Int64 = 0
    private var lastPress: (time: Int64, position: Point)?
    private var keys: [KeyPress] = []

    /// The keys in what arrived at once, at a time in milliseconds.
    mutating func keys(from input: [RawKey], at now: Int64) -> [KeyPress] {
        keys = []
        giveUpWhatNeverEnded(at: now)
        for raw in input { take(raw, at: now) }
        if !input.isEmpty { lastInput = now }
        finishBatch()
        return keys
    }

    private mutating func giveUpWhatNeverEnded(at now: Int64) {
        switch state {
        case .ground, .escape: break
        case .paste: if now - lastInput > KeyDecoder.pasteTimeout { endPaste() }
        case .control, .singleShift, .text: if now - lastInput > sequenceTimeout { state = .ground }
        }
    }

    /// What can only be a key when nothing came with it.
    private mutating func finishBatch() {
        switch state {
        case .escape: keys.append(.escape)
        case .singleShift: keys.append(.alternate("O"))
        case .text(let introducer, isEmpty: true, _): append(alternate: introducer)
        case .ground, .control, .text, .paste: return
        }
        state = .ground
    }

    private mutating func take(_ raw: RawKey, at now: Int64) {
        switch raw {
        case .pasteBegin: beginPaste()
        case .pasteEnd: if state == .paste { endPaste() }
        case .character(let value): take(value)
        case .code(let code):
            endEscape()
            if state != .paste, let key = KeyTable.key(code: code) { keys.append(key) }
        case .mouse(let report):
            endEscape()
            if state != .paste { keys.append(.mouse(event(report, at: now))) }
        }
    }

    private mutating func endEscape() {
        if state == .escape { keys.append(.escape) }
        if state != .paste { state = .ground }
    }

    private mutating func take(_ value: UInt32) {
        switch state {
        case .ground:
            if value == 0x1B { state = .escape } else { append(KeyTable.key(character: value)) }
        case .escape: takeAfterEscape(value)
        case .control(let parameters): takeControl(value, parameters)
        case .singleShift:
            state = .ground
            append(KeyTable.key(control: value, parameters: []))
        case .text(let introducer, _, let sawEscape): takeText(value, introducer, sawEscape)
        case .paste: takePasted(value)
        }
    }

    private mutating func takeAfterEscape(_ value: UInt32) {
        state = .ground
        switch value {
        case 0x1B:
            keys.append(.escape)
            state = .escape
        case 0x5B: state = .control([])
        case 0x4F: state = .singleShift
        case 0x50, 0x58, 0x5D, 0x5E, 0x5F: state = .text(introducer: value, isEmpty: true, sawEscape: false)
        case 0x7F: keys.append(.alternate("\u{7F}"))
        case ..<0x20:
            keys.append(.escape)
            append(KeyTable.key(character: value))
        default: append(alternate: value)
        }
    }

    /// ECMA-48: parameters, then one byte from `@` to `~` that ends it.
    private mutating func takeControl(_ value: UInt32, _ parameters: [UInt32]) {
        switch value {
        case 0x1B: state = .escape
        case 0x20..<0x40: state = .control(Array(parameters.prefix(32)) + [value])
        case 0x40..<0x7F:
            state = .ground
            let numbers = KeyTable.numbers(parameters)
            if value == 0x7E, numbers == [200] {
                beginPaste()
            } else {
                append(KeyTable.key(control: value, parameters: numbers))
            }
        default: state = .ground
        }
    }

    /// An answer of the terminal: everything up to BEL or ST.
    private mutating func takeText(_ value: UInt32, _ introducer: UInt32, _ sawEscape: Bool) {
        let isEnd = value == 0x07 || value == 0x9C || (sawEscape && value == 0x5C)
        state = isEnd ? .ground : .text(introducer: introducer, isEmpty: false, sawEscape: value == 0x1B)
    }

    private mutating func append(_ key: KeyPress?) {
        if let key { keys.append(key) }
    }

    private mutating func append(alternate value: UInt32) {
        if let scalar = Unicode.Scalar(value) { keys.append(.alternate(Character(scalar))) }
    }

    private mutating func event(_ report: MouseReport, at now: Int64) -> MouseEvent {
        let position = Point(x: report.x, y: report.y)
        switch report.kind {
        case .wheelUp: return MouseEvent(.wheelUp, at: position)
        case .wheelDown: return MouseEvent(.wheelDown, at: position)
        case .middlePress: return MouseEvent(.press, button: .middle, at: position)
        case .rightPress: return MouseEvent(.press, button: .right, at: position)
        case .leftRelease: return MouseEvent(.release, button: .left, at: position)
        case .leftPress: break
        }
        if let last = lastPress, last.position == position, now - last.time <= KeyDecoder.doubleClick {
            lastPress = nil
            return MouseEvent(.doubleClick, button: .left, at: position)
        }
        lastPress = (now, position)
        return MouseEvent(.press, button: .left, at: position)
    }
}

extension KeyDecoder {
    private static let endMark = Array("\u{1B}[201~".unicodeScalars)

    private mutating func beginPaste() {
        state = .paste
        pasted = []
    }

    private mutating func takePasted(_ value: UInt32) {
        guard let scalar = Unicode.Scalar(value) else { return }
        // Beyond the limit only the last few are kept, to know the end.
        if pasted.count >= KeyDecoder.pasteLimit + KeyDecoder.endMark.count { pasted.remove(at: KeyDecoder.pasteLimit) }
        pasted.append(scalar)
        // The end comes as characters when it was torn apart on its way.
        guard scalar == "~", pasted.suffix(KeyDecoder.endMark.count) == KeyDecoder.endMark[...] else { return }
        pasted.removeLast(KeyDecoder.endMark.count)
        endPaste()
    }

    private mutating func endPaste() {
        state = .ground
        var text = String.UnicodeScalarView()
        text.append(contentsOf: pasted.prefix(KeyDecoder.pasteLimit))
        keys.append(.paste(KeyDecoder.withLineFeeds(String(text))))
        pasted = []
    }

    /// Terminals send a line's end in a paste as the Return key.
    private static func withLineFeeds(_ text: String) -> String {
        String(text.map { $0 == "\r" || $0 == "\r\n" ? "\n" : $0 })
    }
}
