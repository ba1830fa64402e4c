internal import Crypto
internal import SessionModel
internal import StoreSockets
internal import TextCodings

/// What Node's inspector speaks before it speaks its own protocol: HTTP, to be asked for its target and to become a
/// WebSocket.
struct InspectorDoor {
    private static let longestAnswer = 1 << 20

    let attachment: Attachment
    let waker: Waker
    /// How long one wait may take, in milliseconds.
    let timeout: Int

    /// Connects to the process's own target.
    func enter() throws(NodeFailure) -> WebSocket {
        let path = try targetPath()
        let socket = try dial()
        var random = SystemRandomNumberGenerator()
        let key = Base64.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        try send(
            "GET \(path) HTTP/1.1\r\nHost: \(hostName)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: 13\r\n\r\n", on: socket)
        var input = Intake()
        let head = try head(of: &input, from: socket)
        // The number is the protocol's own, RFC 6455 section 1.3.
        let question = Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)
        let proof = Base64.encode(Array(Insecure.SHA1.hash(data: question)))
        guard head.status == 101, head.fields["sec-websocket-accept"] == proof else {
            throw .notInspector("it answers with \(head.status) and no WebSocket")
        }
        return WebSocket(socket, input: input)
    }

    /// Node lets in who calls it by a number or as this name, so that no web page can reach it by one of its own.
    private var hostName: String { "localhost:\(attachment.port)" }

    private func dial() throws(NodeFailure) -> ServerSocket {
        try SocketDial<NodeFailure>(waker: waker, timeout: timeout).connect(to: attachment.host, port: attachment.port)
    }

    private func targetPath() throws(NodeFailure) -> String {
        let socket = try dial()
        try send("GET /json/list HTTP/1.1\r\nHost: \(hostName)\r\nConnection: close\r\n\r\n", on: socket)
        var input = Intake()
        let head = try head(of: &input, from: socket)
        guard head.status == 200, let length = head.fields["content-length"].flatMap({ Int($0) }),
            (0...Self.longestAnswer).contains(length)
        else { throw .notInspector("a web server answers with \(head.status)") }
        while input.count < length { try input.fill(atLeast: length, from: socket) }
        guard let list = try? Payload(parsing: Array(input.unread.prefix(length))),
            let url = list.root.children.lazy.compactMap({ $0.child(.key("webSocketDebuggerUrl"))?.string }).first,
            let slash = url.dropFirst("ws://".count).firstIndex(of: "/")
        else { throw .notInspector("it names no target (another debugger may have it)") }
        let path = String(url[slash...])
        guard path.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw .notInspector("its target has no proper path")
        }
        return path
    }

    // MARK: HTTP

    private struct Head {
        var status: Int
        var fields: [String: String]
    }

    private func send(_ text: String, on socket: ServerSocket) throws(NodeFailure) {
        let failure = Array(text.utf8).withUnsafeBytes { bytes -> NodeFailure? in
            do throws(NodeFailure) {
                try socket.send(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Reads an answer's head; what follows it stays in the input.
    private func head(of input: inout Intake, from socket: ServerSocket) throws(NodeFailure) -> Head {
        let end = Array("\r\n\r\n".utf8)
        while true {
            let here = Array(input.unread.prefix(65_536))
            if let start = here.indices.first(where: { here[$0...].starts(with: end) }) {
                input.take(start + end.count)
                return try Self.head(String(decoding: here[..<start], as: UTF8.self))
            }
            if here.count >= 8, !here.starts(with: "HTTP/1.".utf8) { throw .notInspector("it does not speak HTTP") }
            guard here.count < 65_536 else { throw .notInspector("its answer has no end") }
            try input.fill(from: socket)
        }
    }

    private static func head(_ text: String) throws(NodeFailure) -> Head {
        let lines = text.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { throw .notInspector("it does not speak HTTP") }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields[line[..<colon].lowercased()] = String(value)
        }
        return Head(status: status, fields: fields)
    }
}
