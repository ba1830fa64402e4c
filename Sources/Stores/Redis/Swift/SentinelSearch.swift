internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// Asks sentinels which server is the primary of a service.
struct SentinelSearch {
    /// The service, its sentinels and the password.
    let target: RedisTarget
    /// Ends the waits.
    let waker: Waker

    /// The primary, as the first sentinel tells that answers and knows the service.
    func primary() throws(RedisFailure) -> RedisTarget.Endpoint {
        guard case .service(let service, let sentinels) = target.endpoint else { return target.endpoint }
        var problem = RedisFailure.unreachable("no sentinel is named")
        var isKnown = true
        for sentinel in sentinels {
            do throws(RedisFailure) {
                if let place = try ask(sentinel, service) { return place }
                isKnown = false
            } catch {
                if error == .cancelled || error == .closed { throw error }
                problem = error
            }
        }
        if isKnown { throw problem }
        throw .unsuitable(
            "its sentinels know no service \"\(service)\"",
            remedy: "SENTINEL MASTERS lists those they know.")
    }

    /// What one sentinel tells; nil where it does not know the service.
    private func ask(
        _ sentinel: RedisTarget.Server, _ service: String
    ) throws(RedisFailure) -> RedisTarget.Endpoint? {
        let dial = Dial(waker: waker, timeout: target.timeout)
        let stream = try dial.connect(to: .host(sentinel.host, port: sentinel.port))
        let connection = Connection(stream, isReadOnly: true)
        var reply = try ask(connection, service)
        if reply.refusal?.code == "NOAUTH", let password = target.password {
            let words = [target.user, password.revealed].compactMap { $0 }
            try connection.add(.auth, words.map { Array($0.utf8) })
            _ = try connection.exchange(1)[0].get()
            reply = try ask(connection, service)
        }
        if let refusal = reply.refusal, refusal.denies(.primaryOfService) {
            throw .unsuitable(
                "\(sentinel.text) is no sentinel", remedy: "Use redis:// for a server that none watches over.")
        }
        guard let parts = try reply.get().elements else { return nil }
        guard parts.count == 2, let host = parts[0].text, let port = parts[1].text.flatMap({ UInt16($0) }) else {
            throw .garbled("its SENTINEL GET-MASTER-ADDR-BY-NAME is no address")
        }
        return .host(host, port: port)
    }

    private func ask(_ connection: Connection, _ service: String) throws(RedisFailure) -> Reply {
        try connection.add(.primaryOfService, Array(service.utf8))
        return try connection.exchange(1)[0]
    }
}
