import Glibc

/// A small web application that saves a session at the end of a request without looking whether it is still there.
public final class SlowShop: Sendable {
    /// Where it keeps its sessions, as Tina4 would.
    public enum Store: Sendable {
        /// In a directory that is there.
        case files(String)
        /// In the first database of the Redis on this port.
        case redis(port: Int)
    }

    /// A request that has read its session and will save it when it is let go on.
    public struct SlowRequest: ~Copyable {
        private let connection: Int32
        private let shop: SlowShop
        private let gate: String

        fileprivate init(_ connection: Int32, of shop: SlowShop, gate: String) {
            self.connection = connection
            self.shop = shop
            self.gate = gate
        }

        deinit { close(connection) }

        /// Waits until it has read its session.
        fileprivate func hasLoaded() throws { try Self.read(until: "loaded\n", from: connection) }

        /// Lets it save, and waits until it has.
        public func finish() throws {
            _ = try shop.get("/release?gate=\(gate)")
            try Self.read(until: "saved\n", from: connection)
        }

        private static func read(until end: String, from connection: Int32) throws {
            var text = ""
            while !text.hasSuffix(end) {
                guard let bytes = try SlowShop.read(connection) else {
                    throw TestSupportError("The application hung up before it said \(end), after: \(text)")
                }
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    private let process: ChildProcess
    private let port: Int

    /// Starts the application.
    public init(_ store: Store) async throws {
        let place =
            switch store {
            case .files(let path): path
            case .redis(let port): "\(port)"
            }
        let script = "\(#filePath.dropLast("SlowShop.swift".count))Writers/slow_shop.py"
        let home = try TemporaryDirectory()
        process = try ChildProcess(
            try Tool.tina4Python.require(), ["-X", "utf8", script, place],
            environment: ProcessEnvironment.isolated(home: home))
        let line = try await process.waitForOutput { $0.hasSuffix("\n") }
        guard let port = Int(line.dropLast()) else { throw TestSupportError("The application names no port: \(line)") }
        self.port = port
    }

    /// A visitor logs in; gives back the session's id.
    public func login(_ user: String) throws -> String { try get("/login?user=\(user)") }

    /// A visitor's slow request, which has read its session when this returns.
    public func beginSlowRequest(_ id: String, gate: String) throws -> SlowRequest {
        let request = SlowRequest(try send("/slow?gate=\(gate)", cookie: id), of: self, gate: gate)
        try request.hasLoaded()
        return request
    }

    /// The body of the answer.
    private func get(_ path: String) throws -> String {
        let connection = try send(path, cookie: nil)
        defer { close(connection) }
        var bytes: [UInt8] = []
        while let more = try Self.read(connection) { bytes += more }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { throw TestSupportError("No answer to \(path): \(text)") }
        return String(text[end...])
    }

    private func send(_ path: String, cookie: String?) throws -> Int32 {
        let connection = try LoopbackSocket.connect(port: port)
        let header = cookie.map { "Cookie: tina4_session=\($0)\r\n" } ?? ""
        try FileBytes.writeAll(Array("GET \(path) HTTP/1.0\r\n\(header)\r\n".utf8), to: connection)
        return connection
    }

    private static func read(_ connection: Int32) throws -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(connection, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemCallFailure("read from the application").error }
            return count == 0 ? nil : Array(chunk[..<count])
        }
    }
}

extension String {
    /// Where what stands behind the first `text` begins.
    fileprivate func range(of text: String) -> String.Index? {
        indices.first { self[$0...].utf8.starts(with: text.utf8) }.flatMap {
            utf8.index($0, offsetBy: text.utf8.count, limitedBy: endIndex)
        }
    }
}
