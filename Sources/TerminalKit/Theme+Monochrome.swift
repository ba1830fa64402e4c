extension Theme {
    /// No colour at all: bold, dim, underline and reverse say what matters.
    public static let monochrome = Theme(
        name: "mono",
        summary: "No colour: bold, dim, underline and reverse only.",
        styles: [
            .dim: dim, .heading: bold, .title: bold, .columnHeading: underline, .sortColumn: boldUnderline,
            .cursorRow: reverse, .cursorRowInactive: underline, .marked: bold,
            .ttlSoon: bold, .ttlUrgent: boldUnderline, .ttlNever: dim, .expired: dim,
            .rowNew: bold, .rowTouched: underline, .rowDying: dim,
            .user: bold, .anonymous: dim, .jsonKey: bold, .jsonLiteral: underline, .secret: dim, .protected: dim,
            .errorText: boldReverse, .warningText: bold, .successText: bold,
            .production: boldReverse, .readOnly: reverse,
            .border: dim, .focusBorder: bold, .dialogTitle: bold, .buttonFocused: reverse, .danger: boldReverse,
            .input: underline, .placeholder: dim, .hint: dim, .hintKey: bold, .hintOff: dim, .badge: reverse,
            .barEmpty: dim, .match: reverse, .diffOld: dim, .diffNew: bold,
            .eventCreated: bold, .eventTouched: dim, .eventExpired: dim, .eventDestroyed: underline,
            .eventRegenerated: bold, .eventGap: reverse, .eventOwn: bold,
        ]
    )

    private static let bold = Style(bold: true)
    private static let dim = Style(dim: true)
    private static let underline = Style(underline: true)
    private static let reverse = Style(reverse: true)
    private static let boldUnderline = Style(bold: true, underline: true)
    private static let boldReverse = Style(bold: true, reverse: true)
}
