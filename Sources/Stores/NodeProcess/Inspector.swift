internal import SessionModel
internal import StoreSockets

/// One session with Node's inspector: calls of the Chrome DevTools Protocol, one at a time.
///
/// It never enables the debugger, and nothing it calls pauses the process. It belongs to one actor.
final class Inspector {
    private let socket: WebSocket
    private var number = 0

    /// Takes over a connection to a target.
    init(_ socket: WebSocket) { self.socket = socket }

    /// Asks for something and waits for the answer; what answers a question that nobody waits for any more is dropped.
    ///
    /// - Returns: The answer's `result`.
    func call(_ method: String, _ parameters: JSONValue) throws(NodeFailure) -> PayloadNode {
        number += 1
        let own = number
        let request: JSONValue = ["id": .integer(Int64(own)), "method": .string(method), "params": parameters]
        try socket.send(request.bytes)
        while true {
            let message = try socket.message()
            let payload: Payload
            do throws(PayloadSyntaxError) {
                payload = try Payload(parsing: message, limits: .init(depth: 256, nodes: 2_000_000))
            } catch {
                throw .garbled("its answer is no JSON: \(error.explanation)")
            }
            guard payload.root.child(.key("id"))?.rawText == String(own) else { continue }
            if let error = payload.root.child(.key("error")) {
                throw .refused(error.child(.key("message"))?.string ?? "it refused \(method)")
            }
            guard let result = payload.root.child(.key("result")) else { throw .garbled("an answer without result") }
            if let exception = result.child(.key("exceptionDetails")) { throw .refused(Self.words(exception)) }
            return result
        }
    }

    /// Sends something whose answer nobody waits for.
    func tell(_ method: String, _ parameters: JSONValue) {
        number += 1
        let request: JSONValue = ["id": .integer(Int64(number)), "method": .string(method), "params": parameters]
        try? socket.send(request.bytes)
    }

    /// Takes in what came unasked; throws where the process has gone.
    func drain() throws(NodeFailure) { try socket.drain() }

    /// Waits until the other side has closed the connection.
    func awaitEnd() {
        while (try? socket.message()) != nil {}
    }

    /// Says goodbye.
    func close() { socket.close() }

    /// What an exception says, without where it came from.
    private static func words(_ details: PayloadNode) -> String {
        let text = details.child(.key("exception"))?.child(.key("description"))?.string ?? "it threw an exception"
        let line = text.split(separator: "\n").first.map(String.init) ?? text
        return line.hasPrefix("Error: ") ? String(line.dropFirst("Error: ".count)) : line
    }
}

extension Inspector {
    /// The value of an expression, left in the process; its handle is good until the group is released.
    func handle(of expression: String, in group: String) throws(NodeFailure) -> String {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": .string(expression), "objectGroup": .string(group), "silent": .boolean(true)])
        return try Self.handle(answer.child(.key("result")))
    }

    /// All objects that inherit from a prototype, as one array that is left in the process.
    func heirs(of prototype: String, in group: String) throws(NodeFailure) -> String {
        let answer = try call(
            "Runtime.queryObjects", ["prototypeObjectId": .string(prototype), "objectGroup": .string(group)])
        return try Self.handle(answer.child(.key("objects")))
    }

    /// Calls a function of an object and gives its value, which is plain data.
    func value(_ function: String, of object: String, _ arguments: [JSONValue]) throws(NodeFailure) -> PayloadNode {
        let answer = try call(
            "Runtime.callFunctionOn",
            [
                "functionDeclaration": .string(function), "objectId": .string(object),
                "arguments": .array(arguments), "returnByValue": .boolean(true), "silent": .boolean(true),
            ])
        guard let value = answer.child(.key("result"))?.child(.key("value")) else {
            throw .garbled("an answer without a value")
        }
        return value
    }

    /// Calls a function of an object and leaves its value in the process.
    func handle(
        _ function: String, of object: String, _ arguments: [JSONValue], in group: String
    ) throws(NodeFailure) -> String {
        let answer = try call(
            "Runtime.callFunctionOn",
            [
                "functionDeclaration": .string(function), "objectId": .string(object),
                "arguments": .array(arguments), "objectGroup": .string(group), "silent": .boolean(true),
            ])
        return try Self.handle(answer.child(.key("result")))
    }

    /// Lets go of everything of a group.
    func release(_ group: String) { tell("Runtime.releaseObjectGroup", ["objectGroup": .string(group)]) }

    private static func handle(_ object: PayloadNode?) throws(NodeFailure) -> String {
        guard let handle = object?.child(.key("objectId"))?.string else { throw .garbled("an object without a handle") }
        return handle
    }
}
