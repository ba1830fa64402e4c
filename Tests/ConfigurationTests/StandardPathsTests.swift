import Configuration
import Testing

@Suite struct `Standard paths` {
    @Test func `are below the home directory by default`() {
        let paths = StandardPaths(environment: ["HOME": "/home/ann"])

        #expect(paths.configurationFile == "/home/ann/.config/curfew/config.toml")
        #expect(paths.themes == "/home/ann/.config/curfew/themes")
        #expect(paths.journal == "/home/ann/.local/state/curfew/journal.jsonl")
        #expect(paths.cache == "/home/ann/.cache/curfew")
        #expect(paths.runtime == "/home/ann/.local/state/curfew/run")
        #expect(paths.shared == ["/home/ann/.local/share", "/usr/local/share", "/usr/share"].map { $0 + "/curfew" })
    }

    @Test func `follow the variables where these are absolute`() {
        let paths = StandardPaths(environment: [
            "HOME": "/home/ann", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "relative",
            "XDG_RUNTIME_DIR": "/run/user/7",
            "XDG_DATA_DIRS": "/opt/share:relative",
        ])

        #expect(paths.configuration == "/c/curfew")
        #expect(paths.state == "/home/ann/.local/state/curfew")
        #expect(paths.runtime == "/run/user/7/curfew")
        #expect(paths.shared == ["/home/ann/.local/share/curfew", "/opt/share/curfew"])
    }

    @Test func `ask for the account only where HOME is not set`() {
        var isAsked = false
        func home() -> String? {
            isAsked = true
            return "/home/kim"
        }

        #expect(StandardPaths(environment: ["HOME": "/home/ann"], accountHome: home()).home == "/home/ann")

        #expect(!isAsked)
    }

    @Test func `take the account's home directory where HOME is not set`() {
        #expect(StandardPaths(environment: [:], accountHome: "/home/kim").configuration == "/home/kim/.config/curfew")
    }
}
