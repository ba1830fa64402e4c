import TerminalKit

/// Two roles that must not be taken for one another.
struct Pair: CustomStringConvertible {
    let one, other: Role

    init(_ one: Role, _ other: Role) { (self.one, self.other) = (one, other) }

    var description: String { "\(one) and \(other)" }

    /// Somebody acts on these.
    static let vital: [Pair] = [
        Pair(.ttlFine, .ttlSoon), Pair(.ttlSoon, .ttlUrgent), Pair(.ttlFine, .ttlUrgent), Pair(.ttlUrgent, .text),
        Pair(.ttlNever, .ttlUrgent), Pair(.errorText, .text), Pair(.errorText, .warningText),
        Pair(.errorText, .successText), Pair(.errorText, .infoText), Pair(.warningText, .text),
        Pair(.production, .text), Pair(.production, .title), Pair(.production, .readOnly), Pair(.danger, .button),
        Pair(.buttonFocused, .button), Pair(.buttonFocused, .danger), Pair(.marked, .text), Pair(.match, .text),
        Pair(.diffOld, .diffNew), Pair(.rowNew, .rowDying), Pair(.eventCreated, .eventDestroyed),
        Pair(.eventExpired, .eventDestroyed), Pair(.eventGap, .text), Pair(.cursorRow, .text),
    ]

    /// These make a screen easy to read.
    static let helpful: [Pair] = [
        Pair(.border, .focusBorder), Pair(.jsonKey, .jsonString), Pair(.secret, .jsonString), Pair(.hintKey, .hintOff),
        Pair(.hintKey, .hint), Pair(.user, .anonymous), Pair(.columnHeading, .sortColumn), Pair(.bar, .barEmpty),
        Pair(.eventCreated, .eventTouched), Pair(.badge, .text), Pair(.placeholder, .input), Pair(.title, .text),
        Pair(.dim, .text), Pair(.heading, .dim),
    ]
}
