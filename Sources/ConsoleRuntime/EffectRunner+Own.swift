internal import Console
internal import Operations
internal import SessionModel
internal import StoreKit

/// Programs of the operator's own.
extension EffectRunner {
    func runOwn(_ ticket: Ticket, _ command: OwnCommand, _ key: SessionKey, _ reason: String?) async {
        switch await ownOutcome(ticket, command, key, reason) {
        case .success(nil): break
        case .success(let outcome?): post(.ownEnded(ticket, .success(outcome)))
        case .failure(let failure): post(.ownEnded(ticket, .failure(failure)))
        }
        forget(ticket)
    }

    /// What it came to; nil where it waits for the terminal.
    private func ownOutcome(
        _ ticket: Ticket, _ command: OwnCommand, _ key: SessionKey, _ reason: String?
    ) async -> Result<ProgramOutcome?, OwnFailure> {
        let open = stores
        guard let (place, own) = open.stored(key) else {
            return .failure(OwnFailure("The store is not open any more."))
        }
        let desk = open.desk(place)
        let session: Session?
        do throws(StoreError) {
            session = try await desk.target.session(own)
        } catch {
            return .failure(OwnFailure(error.description))
        }
        guard let session else {
            return .failure(OwnFailure("\(command.name) was not run: that session has ended meanwhile."))
        }
        do throws(OperationError) {
            guard command.output == .terminal else {
                return .success(
                    try await desk.run(
                        command.program, on: session, environment: opening.environment, reason: reason))
            }
            if let warning = try await desk.prepare(command.program, reason) { post(.message(.warning, warning)) }
            // What it does there nobody sees, so it is written down before it begins.
            if let warning = await desk.note(command.program, on: session, reason: reason) {
                post(.message(.warning, warning))
            }
            let variables = command.program.variables(of: session, from: desk.target)
            post(
                .ownReady(
                    ticket,
                    TerminalProgram(
                        arguments: command.program.arguments,
                        environment: opening.environment.merging(variables) { $1 }, input: Operations.input(session))))
            return .success(nil)
        } catch {
            return .failure(OwnFailure(error.description))
        }
    }
}
