/// Tries whether anybody takes connections at a port, for client libraries that have one sentence for nobody there and for
/// somebody else there.
public enum ConnectionProbe {
    private enum Failure: SocketFailure {
        case unreachable(String)
        case lost(String)
        case timedOut(Int)
        case exhausted(String)
        case cancelled
        case closed
    }

    /// Why no connection comes about, in the system's words; nil where one does, or where that can't be told. Blocks.
    ///
    /// - Parameter timeout: How long a connection may take, in milliseconds.
    public static func refusal(of host: String, port: UInt16, timeout: Int) -> String? {
        guard let waker = Waker<Failure>() else { return nil }
        do throws(Failure) {
            _ = try SocketDial(waker: waker, timeout: timeout).connect(to: host, port: port)
            return nil
        } catch {
            switch error {
            case .unreachable(let words): return words
            case .timedOut(let milliseconds): return "no connection within \(milliseconds) ms"
            case .lost, .exhausted, .cancelled, .closed: return nil
            }
        }
    }
}
