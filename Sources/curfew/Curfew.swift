internal import ArgumentParser

/// The root of the command line: its verbs, and what is said about them.
struct Curfew: ParsableCommand {
    /// The program's version.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "curfew",
        abstract: "A console for the sessions of web applications, live.",
        usage: """
            curfew [STORE] [options]        opens the console
            curfew VERB [options]           does one thing and ends
            """,
        discussion: """
            STORE is a URL (redis://host/0, file:data/sessions), the name of a profile, or a directory. Where none is \
            named, it is taken from --profile, --env, CURFEW_STORE, TINA4_SESSION_* in the environment, .env, the default \
            profile, or data/sessions; which of these it was is always said.

            Exit codes: 0 done, 1 failed, 3 nothing matched, 4 refused, 5 partly done, 6 store unreachable, 64 usage, \
            130 stopped by Ctrl-C.
            """,
        version: version,
        subcommands: verbs)

    /// The verbs, in the order of the help.
    static let verbs: [any ParsableCommand.Type] = [
        ConsoleVerb.self, ListVerb.self, ShowVerb.self, FindVerb.self, EditVerb.self, SetVerb.self, UnsetVerb.self,
        TTLVerb.self, RegenerateVerb.self, DestroyVerb.self, UsersVerb.self, LogoutVerb.self, RestoreVerb.self,
        HorizonVerb.self, AlarmsVerb.self, EventsVerb.self, WhyVerb.self, FeedVerb.self, DoctorVerb.self, StoresVerb.self,
        JournalVerb.self, DemoVerb.self,
        ThemesVerb.self, KeysVerb.self, CompletionsVerb.self,
    ]

    /// The names of the verbs a person may type.
    static var verbNames: [String] {
        verbs.filter { $0 != ConsoleVerb.self }.flatMap { verb in
            [verb._commandName] + verb.configuration.aliases
        } + ["help"]
    }

    /// What the parser knows of itself, as JSON.
    static var dump: String { _dumpHelp() }
}
