/// A `curfew` that runs without a terminal, and the home it was given. It is ended with its last reference.
public struct RunningProgram: Sendable {
    /// Its process, with what it wrote so far.
    public let process: ChildProcess
    /// Where its HOME and XDG directories are.
    public let home: TemporaryDirectory
}
