internal import StoreSockets

extension RedisFailure: SocketFailure {}

/// What ends a wait of this store's.
typealias Waker = StoreSockets.Waker<RedisFailure>

/// What this store has under way.
typealias Lifetime = StoreSockets.Lifetime<RedisFailure>
