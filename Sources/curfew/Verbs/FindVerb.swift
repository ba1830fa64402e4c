internal import ArgumentParser
internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// `find`: the session a cookie opens.
struct FindVerb: ParsableCommand, HeadlessVerb {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Find the session of a cookie: its value, name=value, or a whole Cookie header.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Show hidden values; the journal notes it.")
    var reveal = false

    @Argument(help: "What was pasted; - reads it from standard input, where no list of processes shows it.")
    var cookie: String

    func run(in surroundings: Surroundings) async throws {
        let text = cookie == "-" ? String(decoding: try LineReader.standardInput(), as: UTF8.self) : cookie
        let opened = try await OpenTheStore(surroundings, common).open()
        let sessions = try await sessions(text, in: opened.target)
        if reveal { try await Reveal.note(sessions, opened, reason: common.reason) }
        let page = SessionPage(target: opened.target, reveals: reveal, now: surroundings.now())
        if common.json { return try page.printJSON(sessions) }
        for session in sessions { try page.print(session) }
    }

    private func sessions(_ text: String, in target: OpenStore) async throws(Failure) -> [Session] {
        var problem: FormatError?
        var isWellFormed = false
        for format in target.formats {
            let id: SessionID
            do throws(FormatError) {
                id = try format.idInCookie(text, target.context)
            } catch {
                problem = problem ?? error
                continue
            }
            isWellFormed = true
            let found = try await sessions(id, format.candidates(id, target.context), in: target)
            if !found.isEmpty { return found }
        }
        if let problem, !isWellFormed { throw Failure(.usage, problem.description) }
        throw Failure(
            .nothingMatched,
            "The cookie is well-formed, but \(target.name) has no such session: it has expired or belongs to another environment."
        )
    }

    private func sessions(
        _ id: SessionID, _ keys: [SessionKey], in target: OpenStore
    ) async throws(Failure) -> [Session] {
        do throws(StoreError) {
            return try await target.sessions(keys).compactMap { session in
                var session = session
                if session?.id == nil { session?.id = id }
                return session
            }
        } catch {
            throw Failure(error)
        }
    }
}
