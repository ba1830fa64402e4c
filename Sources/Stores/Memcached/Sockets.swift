internal import StoreSockets

extension MemcachedFailure: SocketFailure {}

/// What ends a wait of this store's.
typealias Waker = StoreSockets.Waker<MemcachedFailure>

/// What this store has under way.
typealias Lifetime = StoreSockets.Lifetime<MemcachedFailure>

/// A connection of this store's.
typealias ServerSocket = StoreSockets.ServerSocket<MemcachedFailure>
