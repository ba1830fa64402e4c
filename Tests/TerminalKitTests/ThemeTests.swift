import TerminalKit
import Testing

@Suite struct `A theme` {
    private let theme = Theme(
        name: "test", summary: "",
        styles: [
            .user: Style(foreground: .ansi(12)), .errorText: Style(foreground: .ansi(1)),
            .badge: Style(background: .ansi(4), bold: true), .dim: Style(foreground: .ansi(8)),
            .cursorRow: Style(background: .ansi(4)),
        ])

    @Test func `gives a plain look to roles it does not name`() {
        #expect(theme[.title] == .plain)
    }

    @Test func `keeps a selected cell's own colour on the cursor row`() {
        let style = theme.style(of: .user, selected: true)

        #expect(style == Style(foreground: .ansi(12), background: .ansi(4)))
        #expect(theme.style(of: .user, selected: false) == Style(foreground: .ansi(12)))
    }

    @Test func `keeps what stands on a colour of its own as it is on the cursor row`() {
        #expect(theme.style(of: .badge, selected: true) == theme[.badge])
    }

    @Test func `turns a selected cell round where the cursor row has no colour`() {
        let style = Theme.monochrome.style(of: .user, selected: true)

        #expect(style == Style(bold: true, reverse: true))
    }

    @Test func `carries meaning without colour`() {
        let mono = theme.reduced(to: .mono)

        for role in Role.allCases {
            #expect(mono[role].foreground == nil && mono[role].background == nil)
        }
        #expect(mono[.errorText] == Theme.monochrome[.errorText])
        #expect(mono[.badge] == Theme.monochrome[.badge])
        #expect(mono.style(of: .text, selected: true).isReversed)
    }

    @Test func `keeps the attributes of a role that never had a colour`() {
        let plain = Theme(name: "test", summary: "", styles: [.user: Style(foreground: .terminal, underline: true)])

        #expect(plain.reduced(to: .mono)[.user] == Style(underline: true))
    }

    @Test func `makes bright colours bold where there are eight`() {
        let few = theme.reduced(to: .eight)

        #expect(few[.user] == Style(foreground: .ansi(4), bold: true))
        #expect(few[.dim] == Style(dim: true))
    }

    @Test(arguments: [Role.ttlUrgent, .errorText, .production, .readOnly, .danger, .marked, .eventGap, .buttonFocused])
    func `never makes what matters look like plain text`(role: Role) {
        #expect(Theme.monochrome[role].hasAttributes)
    }
}
