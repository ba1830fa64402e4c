public import SessionModel

/// Why a session that was chosen by what it holds is left alone when its turn comes: that is not so any more, or nobody
/// can tell. Nil where it is ended.
public typealias SessionObjection = @Sendable (Session) -> String?

extension OpenStore {
    /// The objection to whatever is none of a user's sessions, by any of these names.
    func objection(unlessOf names: [String]) -> SessionObjection {
        let wanted = Set(names.map(UserNames.folded))
        return { session in
            let found = namings(of: session)
            if found.contains(where: { wanted.contains(UserNames.folded($0.name)) }) { return nil }
            if !found.isEmpty { return "it is another user's by now" }
            return session.payload == nil
                ? "it can't be read any more, so nobody knows whose it is" : "nobody is logged in with it by now"
        }
    }
}
