/// One run of the built `curfew`, to its end, with no terminal.
public struct ProgramRun: Sendable {
    /// Everything it wrote to standard output.
    public let output: [UInt8]
    /// Everything it wrote to standard error, as UTF-8.
    public let errorText: String
    /// How it ended.
    public let exit: ChildExit

    /// Runs the program and waits for its end.
    ///
    /// - Parameters:
    ///   - program: another program's absolute path; nil is the built `curfew`.
    ///   - environment: on top of ``ProcessEnvironment/isolated(home:)``.
    ///   - home: where HOME and the XDG directories are, and the working directory where `directory` is nil; a fresh
    ///     directory by default.
    /// - Throws: ``TestSupportError`` when there is no such program, or when it still ran after `limit`.
    public init(
        _ arguments: [String], program: String? = nil, environment: [String: String] = [:], directory: String? = nil,
        home: TemporaryDirectory? = nil, input: ChildProcess.Input = .closed, atMost limit: Duration = .seconds(60)
    ) throws {
        let child = try Self.start(
            arguments, program: program, environment: environment, directory: directory, home: home, input: input)
        guard let exit = child.process.wait(atMost: limit) else {
            child.process.kill()
            throw TestSupportError(
                "curfew \(arguments.joined(separator: " ")) still ran after \(limit).\n--- stdout\n"
                    + "\(try child.process.outputText)\n--- stderr\n\(try child.process.errorText)")
        }
        output = try child.process.output
        errorText = try child.process.errorText
        self.exit = exit
    }

    /// Everything it wrote to standard output, as UTF-8.
    public var outputText: String { String(decoding: output, as: UTF8.self) }

    /// The lines of standard output.
    public var lines: [String] { outputText.split(separator: "\n").map(String.init) }

    /// The exit code; nil when a signal ended it.
    public var code: Int32? {
        if case .code(let code) = exit { code } else { nil }
    }

    /// Starts the program without waiting for it, for verbs that go on until they are ended.
    public static func start(
        _ arguments: [String], program: String? = nil, environment: [String: String] = [:], directory: String? = nil,
        home: TemporaryDirectory? = nil, input: ChildProcess.Input = .closed
    ) throws -> RunningProgram {
        let home = try home ?? TemporaryDirectory()
        let process = try ChildProcess(
            try program ?? Program.path(), arguments,
            environment: ProcessEnvironment.isolated(home: home).merging(environment) { _, given in given },
            directory: directory ?? home.path, input: input)
        return RunningProgram(process: process, home: home)
    }
}
