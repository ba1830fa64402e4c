/// Why something that was waited for is not wanted any more: what the failures of every store can say.
public protocol WaitFailure: Error, Equatable {
    /// The task was cancelled.
    static var cancelled: Self { get }
    /// The store was closed.
    static var closed: Self { get }
}

/// Why an exchange over a socket failed: what the failures of every store on a wire can say.
public protocol SocketFailure: WaitFailure {
    /// No connection came about; the system's words.
    static func unreachable(_ words: String) -> Self
    /// The connection broke; the system's words.
    static func lost(_ words: String) -> Self
    /// No answer within so many milliseconds.
    static func timedOut(_ milliseconds: Int) -> Self
    /// The machine has run out of something.
    static func exhausted(_ words: String) -> Self
}
