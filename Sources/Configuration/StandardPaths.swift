/// Where this program's own files are, by the XDG rules: a variable that holds no absolute path counts as not set.
public struct StandardPaths: Hashable, Sendable {
    /// The person's home directory; empty where it is not known.
    public let home: String
    /// What the person writes: `config.toml` and `themes/`.
    public let configuration: String
    /// What has to last: the journal and its head.
    public let state: String
    /// What can be made anew.
    public let cache: String
    /// What must not outlive the login and nobody else may read: temporary files with payloads.
    public let runtime: String
    /// Directories with files that came with the program, nearest first.
    public let shared: [String]

    /// Works the paths out of the environment.
    ///
    /// - Parameters:
    ///   - environment: The process's variables.
    ///   - accountHome: The home directory in the system's list of accounts, where `HOME` is not set; only
    ///     then is it asked for.
    public init(environment: [String: String], accountHome: @autoclosure () -> String? = nil) {
        let absolute = { (name: String) in environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let home = absolute("HOME") ?? accountHome() ?? ""
        self.home = home
        configuration = (absolute("XDG_CONFIG_HOME") ?? home + "/.config") + "/curfew"
        state = (absolute("XDG_STATE_HOME") ?? home + "/.local/state") + "/curfew"
        cache = (absolute("XDG_CACHE_HOME") ?? home + "/.cache") + "/curfew"
        runtime = absolute("XDG_RUNTIME_DIR").map { $0 + "/curfew" } ?? state + "/run"
        let data = absolute("XDG_DATA_HOME") ?? home + "/.local/share"
        let system = (environment["XDG_DATA_DIRS"] ?? "").split(separator: ":").map(String.init).filter {
            $0.hasPrefix("/")
        }
        shared = ([data] + (system.isEmpty ? ["/usr/local/share", "/usr/share"] : system)).map { $0 + "/curfew" }
    }

    /// The configuration file.
    public var configurationFile: String { configuration + "/config.toml" }
    /// The person's own themes.
    public var themes: String { configuration + "/themes" }
    /// The operators' trail.
    public var journal: String { state + "/journal.jsonl" }
}
