public import SessionModel

/// What fetching a secret may need of the world.
public struct SecretEffects: Sendable {
    /// The process's variables.
    public var environment: [String: String]
    /// The home directory, for `~/`.
    public var home: String
    /// Reads a file.
    public var read: FileReader
    /// Runs a command and gives what it printed.
    public var run: @Sendable (_ words: [String]) async -> Result<[UInt8], CommandFailure>
    /// Asks a person; nil where there is no terminal.
    public var ask: @Sendable (SecretSource.Use) async -> Secret?

    /// Why a command gave nothing.
    public struct CommandFailure: Error, Hashable, Sendable {
        /// The system's words or the command's own, in one line.
        public var detail: String

        /// Creates a failure.
        public init(_ detail: String) { self.detail = detail }
    }

    /// Creates a set of effects.
    public init(
        environment: [String: String], home: String, read: @escaping FileReader,
        run: @escaping @Sendable (_ words: [String]) async -> Result<[UInt8], CommandFailure>,
        ask: @escaping @Sendable (SecretSource.Use) async -> Secret?
    ) {
        self.environment = environment
        self.home = home
        self.read = read
        self.run = run
        self.ask = ask
    }
}
