internal import StoreSockets

/// Messages over a socket, framed as WebSockets have them (RFC 6455), from the client's side.
final class WebSocket {
    /// The longest message that is taken in, in bytes: 64 MiB.
    static let longest = 64 << 20

    private let socket: ServerSocket
    private var input: Intake
    private var fragments: [UInt8] = []
    private var isFragmented = false
    private var random = SystemRandomNumberGenerator()

    /// Takes over a connection that has just become one of WebSockets.
    init(_ socket: ServerSocket, input: consuming Intake) {
        self.socket = socket
        self.input = input
    }

    /// Sends a text.
    func send(_ text: [UInt8]) throws(NodeFailure) { try send(.text, text) }

    /// Says that there is nothing more to come.
    func close() { try? send(.close, [3, 232]) }

    /// Waits for the next message.
    func message() throws(NodeFailure) -> [UInt8] {
        while true {
            if let message = try messageAtHand() { return message }
            try input.fill(from: socket)
        }
    }

    /// Takes in what has come unasked; throws where the connection has ended meanwhile.
    func drain() throws(NodeFailure) {
        while try messageAtHand() != nil {}
        while try input.fillAvailable(from: socket) {
            while try messageAtHand() != nil {}
        }
    }

    /// A whole message, if one is here.
    private func messageAtHand() throws(NodeFailure) -> [UInt8]? {
        while let frame = try WebSocketFrame(input.unread) {
            let bytes = Array(input.unread[frame.content])
            input.take(frame.content.upperBound)
            switch frame.kind {
            case .ping: try send(.pong, bytes)
            case .pong: break
            case .close: throw .lost("it closed the connection")
            case .text, .binary:
                guard !isFragmented else { throw .garbled("a message begins within another one") }
                if frame.isLast { return bytes }
                (fragments, isFragmented) = (bytes, true)
            case .continuation:
                guard isFragmented else { throw .garbled("a message goes on that never began") }
                guard fragments.count + bytes.count <= Self.longest else { throw .tooLarge(Self.longest) }
                fragments += bytes
                if frame.isLast {
                    defer { (fragments, isFragmented) = ([], false) }
                    return fragments
                }
            }
        }
        return nil
    }

    private func send(_ kind: WebSocketFrame.Kind, _ content: [UInt8]) throws(NodeFailure) {
        let mask = (0..<4).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let frame = WebSocketFrame.bytes(kind, content, mask: mask)
        let failure = frame.withUnsafeBytes { bytes -> NodeFailure? in
            do throws(NodeFailure) {
                try socket.send(bytes)
                return nil
            } catch {
                return error
            }
        }
        // Half a frame can't be taken back.
        if let failure { throw failure.leavesConnectionUsable ? .lost("it took no more") : failure }
    }
}
