/// A `curfew` that runs without a terminal, and the home it was given. It is ended with its last reference.
public struct RunningProgram: Sendable {
    public let process: ChildProcess
    public let home: TemporaryDirectory
}
