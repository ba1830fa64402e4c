/// What a cell means; a theme says how that looks.
public enum Role: UInt8, CaseIterable, Sendable {
    case text, dim, heading, title, columnHeading, sortColumn
    case cursorRow, cursorRowInactive, marked
    case ttlFine, ttlSoon, ttlUrgent, ttlNever, expired
    case rowNew, rowTouched, rowDying
    case user, anonymous, identifier
    case jsonKey, jsonString, jsonNumber, jsonLiteral, secret, protected
    case errorText, warningText, infoText, successText
    case production, readOnly
    case border, focusBorder, dialogText, dialogTitle, button, buttonFocused, danger
    case input, placeholder, hint, hintKey, hintOff, badge
    case bar, barEmpty, match, diffOld, diffNew
    case eventCreated, eventChanged, eventTouched, eventExpired
    case eventDestroyed, eventRegenerated, eventGap, eventOwn

    /// The name in one word, `ttlSoon`; theme files write `ttl-soon`.
    public var rawName: String { Role.names[Int(rawValue)] }

    /// The role of this name, however its words are joined: `ttlSoon`, `ttl-soon` and `ttl_soon` are one.
    public init?(rawName: String) {
        guard let role = Role.byName[Role.folded(rawName)] else { return nil }
        self = role
    }

    /// The character that stands for the role in golden screens; every role has its own.
    public var code: Character { Character(Unicode.Scalar(Role.codes[Int(rawValue)])) }

    private static let codes = Array(".dhtcCsSmfnuvxawyUAIkq0lXPEWFY!R-=DTbBZipoKOg#_M<>12345678".utf8)
    /// The names in the order of the roles: asked of the cases themselves they take a millisecond of every start.
    private static let names = """
        text dim heading title columnHeading sortColumn cursorRow cursorRowInactive marked ttlFine ttlSoon ttlUrgent \
        ttlNever expired rowNew rowTouched rowDying user anonymous identifier jsonKey jsonString jsonNumber jsonLiteral \
        secret protected errorText warningText infoText successText production readOnly border focusBorder dialogText \
        dialogTitle button buttonFocused danger input placeholder hint hintKey hintOff badge bar barEmpty match diffOld \
        diffNew eventCreated eventChanged eventTouched eventExpired eventDestroyed eventRegenerated eventGap eventOwn
        """.split(separator: " ").map(String.init)
    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { (folded($0.rawName), $0) })

    private static func folded(_ name: String) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
