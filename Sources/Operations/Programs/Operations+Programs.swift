public import SessionModel

extension Operations {
    /// Runs a program of the operator's own about a session: what it is given stands in its environment, the payload on
    /// its standard input; what it prints is kept as far as it is bounded. A cancelled task stops it.
    ///
    /// - Parameter environment: What it has in its environment beside that.
    public func run(
        _ program: OwnProgram, on session: Session, environment: [String: String], reason: String?
    ) async throws(OperationError) -> ProgramOutcome {
        let warning = try await prepare(program, reason)
        let given = environment.merging(program.variables(of: session, from: target)) { $1 }
        let result: ProgramRun.Result
        do throws(SystemNumber) {
            result = try await ProgramRun().run(
                program.arguments, environment: given, input: Self.input(session), limit: program.limit)
        } catch {
            _ = await note(program, on: session, hasFailed: true, reason: reason)
            throw .program(program.name, words: error.words)
        }
        let isFine = result.ending == .ended(code: 0)
        let written = await note(program, on: session, hasFailed: !isFine, reason: reason)
        return ProgramOutcome(
            ending: result.ending, output: result.output, isCut: result.isCut, journalWarning: warning ?? written)
    }

    /// What a program gets on its standard input: the payload as JSON, or the record where it is none.
    public static func input(_ session: Session) -> [UInt8] {
        session.payload?.source ?? session.record.content.bytes ?? []
    }

    /// Refuses what may not be run here; why the journal can't be written, where that is no reason to refuse.
    public func prepare(_ program: OwnProgram, _ reason: String?) async throws(OperationError) -> String? {
        program.isDangerous ? try await begin(reason) : try await prepareJournal()
    }

    /// Writes down that a program was run; why that could not be done.
    public func note(
        _ program: OwnProgram, on session: Session, hasFailed: Bool = false, reason: String?
    ) async -> String? {
        await write(
            "run \(program.name)", [session.id?.whole ?? session.key.text],
            [hasFailed ? "failed" : Receipt.Result.done.rawValue: 1], count: 1, reason: reason)
    }
}
