internal import Operations
internal import SessionModel
internal import TerminalKit

/// The life of a session on its own: of one that has ended, there is nothing else left to look at.
struct LifeView: Sendable {
    /// The session, by the key it was looked up under.
    let key: SessionKey
    var viewport = Viewport(margin: 1)

    init(of key: SessionKey) { self.key = key }

    mutating func fit(_ count: Int, height: Int) { viewport.update(count: count, height: height) }

    mutating func move(_ move: (inout Viewport) -> Void) { move(&viewport) }
}

/// Two moments of a life, side by side.
struct ComparisonView: Sendable {
    let comparison: LifeComparison
    /// The session that it is about.
    let key: SessionKey
    var viewport = Viewport(margin: 1)

    /// How many lines it has: two for each field where there is no room for two sides.
    func count(isWide: Bool) -> Int { comparison.changes.count * (isWide ? 1 : 2) }

    mutating func move(_ move: (inout Viewport) -> Void) { move(&viewport) }
}
