internal import Glibc

/// Runs a verb on a thread of its own while the main one waits for Ctrl-C.
struct HeadlessRun: Sendable {
    let verb: any HeadlessVerb
    let surroundings: Surroundings
    let report: ErrorReport

    /// Runs the verb and ends the program.
    func run() -> Never {
        let task = Task.detached { await finish() }
        Interruption.wait(stopping: task)
    }

    private func finish() async {
        var code = ExitCode.done
        do {
            try await verb.run(in: surroundings)
        } catch {
            let failure = Failure(any: error)
            code = failure.code
            if Interruption.exitCode == nil { report.write(failure) }
        }
        await Departure.leave()
        exit(Interruption.exitCode ?? code.rawValue)
    }
}

/// A verb that needs no screen.
protocol HeadlessVerb: Sendable {
    /// Does it. Whatever is thrown ends the program with its message and code.
    func run(in surroundings: Surroundings) async throws
}
