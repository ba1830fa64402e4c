internal import ArgumentParser
internal import Operations
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
        do throws(CookieSearchError) {
            return try await target.sessions(ofCookie: text)
        } catch {
            switch error {
            case .noCookie(let reason): throw Failure(.usage, reason)
            case .noSession: throw Failure(.nothingMatched, error.description)
            case .store(let error): throw Failure(error)
            }
        }
    }
}
