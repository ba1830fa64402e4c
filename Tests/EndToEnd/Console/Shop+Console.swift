import TestSupport

extension Shop {
    /// The console on these sessions, opened and listed.
    func console(
        _ options: String..., environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
    ) async throws -> ScreenSession {
        let screen = try ScreenSession(
            curfew: [sessions.path] + options, environment: environment, home: home, columns: columns, rows: rows)
        try await screen.lists(try sessions.names().count)
        return screen
    }

    /// The lines of the operators' journal.
    func journal() throws -> [String] {
        let bytes = try home.read("state/curfew/journal.jsonl")
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// What stands in for an editor: a shell script that is given the file as `$1`.
    func editor(_ script: String) throws -> [String: String] {
        ["EDITOR": try home.write("#!/bin/sh\n\(script)\n", to: "scribe", mode: 0o700)]
    }
}
