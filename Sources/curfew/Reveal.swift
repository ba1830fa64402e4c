internal import Operations
internal import SessionModel

/// Showing what is hidden, which the journal notes first.
enum Reveal {
    /// Notes it; in production nothing is shown that can't be noted.
    static func note(_ sessions: [Session], _ opened: OpenedStore, reason: String?) async throws(Failure) {
        guard let warning = await opened.operations.noteReveal(of: sessions, reason: reason) else { return }
        guard !opened.target.isProduction else { throw Failure(.refused, warning) }
        Notice.write(warning)
    }
}
