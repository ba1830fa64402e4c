/// What is said where nothing names a store.
enum StartScreen {
    /// What was looked for, and how to connect from a shell.
    static func text(profiles: [String]) -> String {
        let lines =
            [
                "No store is named, and none was found: no CURFEW_STORE, no TINA4_SESSION_* in the environment or in .env,"
                    + " no data/sessions in this directory, no default profile.",
                "Give one, for instance:",
                "  curfew list --store redis://localhost:6379/0",
                "  curfew list --store file:data/sessions",
                "  curfew list --env /srv/shop/.env",
                demo,
            ] + named(profiles)
        return lines.joined(separator: "\n")
    }

    /// How to open the console on a store, a line each, for the screen that has none.
    static func help(profiles: [String]) -> [String] {
        [
            "Looked for: CURFEW_STORE, TINA4_SESSION_* in the environment or in .env,",
            "data/sessions in this directory, a default profile.",
            "Leave with q, and open one, for instance:",
            "  curfew redis://localhost:6379/0",
            "  curfew data/sessions",
            "  curfew --env /srv/shop/.env",
            demo,
        ] + named(profiles)
    }

    private static let demo = "  curfew demo                              a live demonstration, no store needed"

    private static func named(_ profiles: [String]) -> [String] {
        profiles.isEmpty ? [] : ["Profiles: \(profiles.joined(separator: ", ")) (--profile NAME)"]
    }
}
