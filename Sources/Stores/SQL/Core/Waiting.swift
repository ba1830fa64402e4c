public import StoreSockets

extension SQLFailure: WaitFailure {}

/// What a store has under way.
typealias Lifetime = StoreSockets.Lifetime<SQLFailure>
