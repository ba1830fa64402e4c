/// How every role looks.
public struct Theme: Hashable, Sendable {
    /// The word a person chooses it by.
    public let name: String
    /// What it is for, in a few words.
    public let summary: String
    private var styles: [Style]

    /// Creates a theme; roles that are not named look plain.
    public init(name: String, summary: String, styles: [Role: Style]) {
        self.name = name
        self.summary = summary
        self.styles = Role.allCases.map { styles[$0] ?? .plain }
    }

    /// The look of a role.
    public subscript(_ role: Role) -> Style {
        get { styles[Int(role.rawValue)] }
        set { styles[Int(role.rawValue)] = newValue }
    }

    /// The look of a cell: its role's, over the cursor row's when it is selected.
    ///
    /// A role that stands on a colour of its own keeps it: its text was chosen for that, and the row shows around it.
    public func style(of role: Role, selected: Bool) -> Style {
        selected && !standsOut(role) ? self[role].selected(by: self[.cursorRow]) : self[role]
    }

    private func standsOut(_ role: Role) -> Bool {
        let background = self[role].background ?? .terminal
        return background != .terminal && background != self[.text].background
    }

    /// The theme for a terminal with fewer colours. Without any, roles that had a colour take the attributes of
    /// `monochrome`: a bold white on red says less when only bold is left.
    public func reduced(to depth: ColorDepth) -> Theme {
        var theme = self
        for role in Role.allCases {
            let style = self[role].reduced(to: depth)
            theme[role] = depth == .mono ? withoutColor(style, role) : style
        }
        return theme
    }

    private func withoutColor(_ style: Style, _ role: Role) -> Style {
        guard !self[role].hasColor, style.hasAttributes else { return Theme.monochrome[role] }
        var style = style
        style.foreground = nil
        style.background = nil
        return style
    }
}
