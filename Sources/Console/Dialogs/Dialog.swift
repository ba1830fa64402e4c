internal import Operations
internal import SessionModel
internal import SessionQuery
internal import TerminalKit

/// A card in front of everything else: it gets all keys, starts on Cancel, and its target can't change under it.
protocol Dialog: Sendable {
    /// How large it wants to be at most, frame included.
    func wantedSize(within size: Size) -> Size
    /// Takes a key.
    mutating func press(_ key: KeyPress) -> DialogAnswer
    /// Draws itself into its frame; gives where the cursor blinks, if anywhere.
    func draw(on canvas: inout Canvas) -> Point?
    /// What stands in its frame.
    var title: String { get }
    /// Whether it is about ending something.
    var isDangerous: Bool { get }
}

/// What a dialog was left with.
enum DialogAnswer: Sendable {
    /// It stays.
    case stay
    /// It is done with, and nothing follows.
    case close
    /// A command is given, as if typed.
    case give(String)
    /// A command's word is put into the prompt, to be gone on with.
    case prompt(String)
    /// Something goes to the clipboard.
    case copy(CopyOrder)
    /// Something hidden is to go to the clipboard, once that is confirmed.
    case ask(CopyOrder)
    /// A bookmark is gone to.
    case go(Bookmark)
    /// A bookmark is taken away.
    case unmark(Bookmark)
    /// Something is done to sessions.
    case act(ActRequest.Act, reason: String?, export: String? = nil, choice: QueryChoice? = nil)
    /// A user is logged out; the card stays and shows how it goes.
    case logOut(LogoutOrder)
    /// What the card waits for, or what it has begun, is stopped.
    case abandon(Ticket)
    /// It is done with, and something is said.
    case say(String)
    /// A program of the operator's own is run about a session.
    case run(OwnCommand, SessionKey, reason: String?)
    /// What is to become of an edit.
    case edit(EditAnswer)
    /// The console is left.
    case quit
}

/// The buttons at a dialog's foot.
struct Buttons: Hashable, Sendable {
    var titles: [String]
    var focus = 0

    mutating func move(_ step: Int) { focus = (focus + step + titles.count) % titles.count }

    /// The button whose title begins with a letter.
    func index(startingWith character: Character) -> Int? {
        titles.firstIndex { $0.lowercased().first == Character(character.lowercased()) }
    }

    func draw(on canvas: inout Canvas, at point: Point, hasFocus: Bool = true, dangerous: Set<Int> = []) {
        var x = point.x
        for (place, title) in titles.enumerated() {
            let isFocused = hasFocus && place == focus
            let role: Role = isFocused ? .buttonFocused : dangerous.contains(place) ? .danger : .button
            x += canvas.write(isFocused ? "[>\(title)<]" : "[ \(title) ]", at: Point(x: x, y: point.y), role: role) + 2
        }
    }
}
