/// What is said where nothing names a store.
enum StartScreen {
    /// What was looked for, and how to connect.
    static func text(profiles: [String]) -> String {
        var lines = [
            "No store is named, and none was found: no CURFEW_STORE, no TINA4_SESSION_* in the environment or in .env,"
                + " no data/sessions in this directory, no default profile.",
            "Give one, for instance:",
            "  curfew list --store redis://localhost:6379/0",
            "  curfew list --store file:data/sessions",
            "  curfew list --env /srv/shop/.env",
            "  curfew demo                              a live demonstration, no store needed",
        ]
        if !profiles.isEmpty { lines.append("Profiles: \(profiles.joined(separator: ", ")) (--profile NAME)") }
        return lines.joined(separator: "\n")
    }
}
