import TestSupport
import Testing

/// What a person does before the console, each step awaited: the machine may be slow.
extension ScreenSession {
    /// How long a screen may take to become what it should: the tests share two processors.
    private static var patience: Duration { .seconds(20) }

    /// Waits until the screen shows a text within one row.
    @discardableResult
    func sees(_ text: String) async throws -> [String] {
        try await waitUntilShows(text, atMost: Self.patience)
    }

    /// Waits until no row of the screen shows a text.
    @discardableResult
    func losesSight(of text: String) async throws -> [String] {
        try await waitUntilGone(text, atMost: Self.patience)
    }

    /// Waits until the screen is as described.
    @discardableResult
    func becomes(_ what: String, _ condition: @Sendable ([String]) -> Bool) async throws -> [String] {
        try await waitUntil(what, atMost: Self.patience, condition)
    }

    /// Logs a user out who has one session, and closes the receipt.
    func logOut(_ user: String, _ options: String...) async throws {
        try await give((["logout", user] + options).joined(separator: " "))
        try await sees("[>Cancel<]")
        try press("Up")
        try type(user)
        try await press("Enter", until: "[>Log out 1<]")
        try await press("Enter", until: "ended 1")
        try press("Escape")
        try await losesSight(of: "Receipt")
    }

    /// Waits until the program has ended.
    func ends() async throws -> ChildExit { try await waitForExit(atMost: Self.patience) }

    /// Waits until the list shows this many sessions, and that changes are followed.
    func lists(_ count: Int) async throws {
        try await becomes("\(count) sessions were listed") { rows in
            // Large screens have one line more above the list.
            let head = rows.prefix(4)
            return rows[0].contains("ev:") && !head.dropFirst().contains { $0.contains("%") }
                && head.contains { $0.contains("\(count) of \(count) shown") }
        }
    }

    /// Presses a key and waits for what it shows.
    @discardableResult
    func press(_ key: String, until text: String) async throws -> [String] {
        try press(key)
        return try await sees(text)
    }

    /// Puts the cursor on the row that shows a text, from where it is. A key that moves nothing has met an end of the
    /// list, or the list was sorted anew meanwhile: then it goes on from the top.
    func select(_ text: String) async throws {
        try await becomes("there was a cursor") { rows in Self.cursor(rows) != nil }
        for _ in 0..<40 {
            let rows = try screen()
            guard let cursor = Self.cursor(rows) else { break }
            if rows[cursor].contains(text) { return }
            let isAbove = rows[..<cursor].contains { $0.contains(text) }
            let isBelow = rows[(cursor + 1)...].contains { $0.contains(text) }
            try press(isAbove && !isBelow ? "k" : "j")
            let hasMoved = try? await waitUntil("the cursor moved on", atMost: .seconds(4)) { rows in
                Self.cursor(rows).map { $0 != cursor } ?? false
            }
            if hasMoved == nil { try press("g") }
        }
        throw TestSupportError("The cursor never came to '\(text)':\n\(try screen().joined(separator: "\n"))")
    }

    /// The row the cursor is in.
    private static func cursor(_ rows: [String]) -> Int? { rows.lastIndex { $0.hasPrefix("▶") } }

    /// Gives a command by its word.
    func give(_ line: String) async throws {
        try press(":")
        try await becomes("the prompt was there") { rows in Self.asks(rows) }
        try type(line)
        try await becomes("the line was typed") { rows in rows.last == " :\(line)" }
        try press("Enter")
        try await becomes("the prompt was gone") { rows in !Self.asks(rows) }
    }

    /// Whether the last row is a prompt: the line of keys may begin with a colon, too, and a blank behind it.
    private static func asks(_ rows: [String]) -> Bool {
        rows.last?.hasPrefix(" :") == true && rows.last?.hasPrefix(" : ") == false
    }

    /// Looks into the session whose row shows a text.
    func inspect(_ text: String) async throws {
        try await select(text)
        try press("Enter")
        try await isInspecting()
    }

    /// Waits until a session is looked into. A wide list shows the fields of the cursor's session, too: what else is
    /// there tells that Enter has been taken, so that Esc and a key after it are not read as one.
    func isInspecting() async throws {
        try await becomes("a session was looked into") { rows in
            rows.prefix(4).contains { $0.hasPrefix(" sessions > ") } && rows.contains { $0.contains("[Fields]") }
        }
    }

    /// Looks into a session and edits one of its values in place.
    func edit(_ field: String, to value: String) async throws {
        try await select("  \(field)  ")
        try await press("e", until: "Edit \(field)")
        try press("C-u")
        try await sees("\"new value\"")
        try type(value)
        try await sees("│ \(value) ")
        try press("Enter")
        try await losesSight(of: "Edit \(field)")
    }
}
