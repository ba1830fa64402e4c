/// All that the choice of a store depends on.
public struct ChoiceWorld: Sendable {
    /// The store named on the command line, as an argument or by `--store`.
    public var store: String?
    /// The profile named by `--profile`.
    public var profile: String?
    /// The file named by `--env`.
    public var environmentFile: String?
    /// The process's variables.
    public var environment: [String: String]
    /// What the configuration file says.
    public var configuration: ConfigurationFile
    /// The working directory, as sentences show it. Relative paths stay relative to it.
    public var workingDirectory: String
    /// The home directory, for `~/`.
    public var home: String
    /// Reads a file.
    public var read: FileReader
    /// What a path leads to.
    public var kind: @Sendable (_ path: String) -> PathKind?

    /// Creates a world in which nothing names a store; the names are set afterwards.
    public init(
        environment: [String: String], configuration: ConfigurationFile, workingDirectory: String, home: String,
        read: @escaping FileReader = { FileContent.read($0) },
        kind: @escaping @Sendable (_ path: String) -> PathKind? = { PathKind.of($0) }
    ) {
        self.environment = environment
        self.configuration = configuration
        self.workingDirectory = workingDirectory
        self.home = home
        self.read = read
        self.kind = kind
    }
}
