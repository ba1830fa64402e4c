internal import TestSupport

/// The programs that our figures are put beside.
enum Peer {
    private static let folder = "\(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))/Peers"

    /// Where programs are compiled to; it lasts as long as the run.
    private static let workshop = Result { try TemporaryDirectory() }

    /// A program of ours in C, compiled.
    static func compiled(_ name: String) throws -> String {
        let program = try workshop.get().file(name)
        guard let compiler = Executable.find("cc") ?? Executable.find("clang") else {
            throw TestSupportError("there is no C compiler")
        }
        let run = try ProgramRun(
            ["-O2", "\(folder)/\(name).c", "-o", program, "-lpthread"], program: compiler, atMost: .seconds(60))
        guard run.code == 0 else { throw TestSupportError(run.errorText) }
        return program
    }

    /// The script that drives and measures a program in a terminal.
    static let probePath = "\(folder)/../../EndToEnd/tools/tty_probe.py"

    /// A script in Python.
    static func script(_ name: String) -> String { "\(folder)/\(name).py" }

    /// The Python of the tests' environment.
    static var python: String? {
        let path = "\(Tool.cacheDirectory)/venv/bin/python"
        return (try? ProgramRun(["-c", "import redis"], program: path))?.code == 0 ? path : nil
    }

    /// Runs a program to its end and gives the words of its output.
    static func words(_ program: String, _ arguments: [String], input: ChildProcess.Input = .closed) throws -> [String]
    {
        let run = try ProgramRun(
            arguments, program: program, environment: passedOn, input: input, atMost: .seconds(300))
        guard run.code == 0 else { throw TestSupportError("\(program): \(run.exit) \(run.errorText)") }
        return run.outputText.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// The first word of a program's output, as a number.
    static func figure(_ program: String, _ arguments: [String]) throws -> Double {
        guard let value = try words(program, arguments).first.flatMap(Double.init) else {
            throw TestSupportError("\(program) printed no figure")
        }
        return value
    }

    /// How many milliseconds a line for the shell takes.
    static func shell(_ line: String) throws -> Double {
        try Clock.time { _ = try words("/bin/sh", ["-c", line]) }
    }

    private static var passedOn: [String: String] {
        ProcessVariables.value("PYTHONPATH").map { ["PYTHONPATH": $0] } ?? [:]
    }
}
