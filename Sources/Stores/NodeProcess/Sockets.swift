internal import StoreSockets

extension NodeFailure: SocketFailure {}

/// What ends a wait of this store's.
typealias Waker = StoreSockets.Waker<NodeFailure>

/// What this store has under way.
typealias Lifetime = StoreSockets.Lifetime<NodeFailure>

/// A connection of this store's.
typealias ServerSocket = StoreSockets.ServerSocket<NodeFailure>
