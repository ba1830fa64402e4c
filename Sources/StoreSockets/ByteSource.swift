/// Where bytes come from: a socket, or what makes clear text of one.
public protocol ByteSource: AnyObject {
    /// Why reading fails.
    associatedtype Failure: SocketFailure

    /// Reads at least one byte; 0 when the other side has closed.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int

    /// Reads what is there without waiting: nil when there is nothing, 0 when the other side has closed.
    func receiveAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int?
}
