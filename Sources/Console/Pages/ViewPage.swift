internal import Operations
internal import SessionModel
internal import TerminalKit

/// All that the console has to know of a view to show it and to move about in it: one value a view, in a file of its own.
///
/// A view is added with such a file and its element in `all`; what it can do are commands that name it.
struct ViewPage: Sendable {
    /// Which view it is.
    let kind: ViewKind
    /// The name on its tab.
    let title: String
    /// Whether it has a tab, and a number for its key.
    let hasTab: Bool
    /// Whether its list has column headings.
    var hasColumns = false
    /// Whether there is room below for what the line under the cursor says in full.
    var hasDetail = true
    /// Whether it is of one thing that may be gone: then it is not come back to.
    var isOfOneThing = false

    /// Fits what is shown into its place.
    var layOut: @Sendable (inout Console, ConsoleLayout) -> Void = { _, _ in }
    /// Draws it; the time is the store's.
    var draw: @Sendable (Console, inout Canvas, ConsoleLayout, _ storeNow: Timestamp) -> Void = { _, _, _, _ in }
    /// Which part of it is on screen.
    var viewport: @Sendable (Console) -> Viewport = { _ in Viewport() }
    /// Moves its cursor.
    var move: @Sendable (inout Console, (inout Viewport) -> Void) -> Void = { _, _ in }

    /// Where one is: the line above it; nil for its title.
    var path: (@Sendable (Console) -> String)?
    /// How many of how many, at the right of that line.
    var counts: @Sendable (Console) -> String = { _ in "" }
    /// What narrows it, where that is a text of its own.
    var filter: (text: any WritableKeyPath<Console, String> & Sendable, prompt: Prompt.Kind)?
    /// The fields that such a text can ask for; none where it is words alone.
    var filterFields: [String] = []
    /// The lines of its text, where it can be searched; nil where that is done otherwise, or not at all.
    var lines: (@Sendable (Console) -> [String])?
    /// Whether what is searched for is a text of its own, which stands above it.
    var isSearched = false

    /// The session that commands are about.
    var target: @Sendable (Console) -> SessionKey? = { _ in nil }
    /// Why there is nothing that a command could be about.
    var noTarget: @Sendable (Console) -> String? = { _ in "no session is selected here" }
    /// The session that commands are about, where it has been read.
    var loadedTarget: @Sendable (Console) -> Session? = { _ in nil }
    /// Whether the session at hand is no more.
    var hasEnded: @Sendable (Console) -> Bool = { _ in false }
    /// Whom a logout is about, where nobody is named.
    var logoutTarget: @Sendable (Console) -> LogoutRequest? = { _ in nil }

    /// The line under the cursor as a sentence, nothing cut.
    var sentence: @Sendable (Console) -> String? = { _ in nil }
    /// The user in the line under the cursor.
    var user: @Sendable (Console) -> String? = { _ in nil }
    /// The command line that does headless what is on screen.
    var commandLine: @Sendable (Console) -> String? = { _ in nil }

    init(_ kind: ViewKind, title: String, hasTab: Bool = false) {
        self.kind = kind
        self.title = title
        self.hasTab = hasTab
    }

    /// Every view there is: first those with a tab, in the order of their numbers.
    static let all: [ViewPage] = [
        sessions, users, events, horizon, stores, journal, help, inspector, messages, person, alarms, life, comparison,
    ]

    private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    /// The page of a view.
    static subscript(kind: ViewKind) -> ViewPage { byKind[kind] ?? sessions }
}

/// What a view is called in the program.
struct ViewKind: Hashable, Sendable, CustomStringConvertible {
    /// Its name.
    let description: String

    init(_ name: String) { description = name }

    /// Every view there is.
    static var allCases: [ViewKind] { ViewPage.all.map(\.kind) }

    /// The views that have a number of their own.
    static let tabs = ViewPage.all.filter(\.hasTab).map(\.kind)

    /// The name on its tab.
    var title: String { ViewPage[self].title }

    /// The number on its tab; nil where it has none.
    var number: Int? { Self.tabs.firstIndex(of: self).map { $0 + 1 } }
}

extension Console {
    /// The page of the view on top.
    var page: ViewPage { ViewPage[view] }
}
