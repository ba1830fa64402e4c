import BSON
import Dispatch
import Glibc

/// A double of mongos on loopback in front of a MongoDB of the tests, ended with its owner.
///
/// It is no router and there are no shards: every command goes to the one server and every answer comes back from it. But
/// it says of itself what a mongos says, so that a client takes it for a sharded deployment, and it refuses what a mongos
/// refuses of a collection that is sharded by its `_id`: answers that go on by themselves, and a change of one document
/// that its filter does not name by `_id`. What shards do differently from one server beyond that (orphans, chunks that
/// move, a transaction over two of them) it does not show.
public final class MongosDouble: Sendable {
    /// The port to connect to instead of the server's.
    public let port: Int
    private let listener: Int32

    /// Starts it in front of the MongoDB on a port of 127.0.0.1.
    public init(to server: Int) throws {
        let listener = try LoopbackSocket.listen(port: 0)
        self.listener = listener
        port = try LoopbackSocket.port(of: listener)
        DispatchQueue(label: "mongos \(port)").async {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                DispatchQueue(label: "mongos link").async { Self.serve(client, server) }
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ client: Int32, _ port: Int) {
        defer { close(client) }
        guard let server = try? LoopbackSocket.connect(port: port) else { return }
        defer { close(server) }
        while let request = MongoMessage(from: client) {
            if let refusal = refusal(of: request) {
                guard MongoMessage(answering: request, refusal).send(to: client) else { return }
                continue
            }
            guard request.send(to: server), let answer = MongoMessage(from: server),
                disguised(answer).send(to: client)
            else { return }
        }
    }

    // MARK: What it says of itself

    /// What a server says of the set it belongs to, and a router does not.
    private static let ofSets: Set<String> = [
        "setName", "setVersion", "secondary", "hosts", "passives", "arbiters", "arbiterOnly", "primary", "me",
        "electionId", "lastWrite", "topologyVersion", "isreplicaset",
    ]

    private static func disguised(_ answer: MongoMessage) -> MongoMessage {
        guard let body = answer.body, body["maxWireVersion"] != nil, body["maxBsonObjectSize"] != nil else {
            return answer
        }
        var writer = BSONWriter()
        for element in body.elements where !ofSets.contains(body.name(element)) { writer.append(element, of: body) }
        writer.append("msg", "isdbgrid")
        return answer.replacing(writer.document)
    }

    // MARK: What it refuses

    private static let (notSupported, noShardKey) = (Int32(115), Int32(61))

    private static func refusal(of request: MongoMessage) -> BSONDocument? {
        if request.allowsExhaust { return failure(notSupported, "a router answers each question once") }
        guard request.kind == .message, let command = request.body, let name = command.elements.first.map(command.name)
        else { return nil }
        switch name {
        case "update":
            return refusal(request.documents(of: "updates").filter { $0["multi"]?.boolean != true })
        case "delete":
            return refusal(request.documents(of: "deletes").filter { $0["limit"]?.integer == 1 })
        case "findAndModify", "findandmodify":
            return isTargeted(command["query"]) ? nil : failure(noShardKey, words)
        default: return nil
        }
    }

    private static let words = "A change of one document in a sharded collection must have an exact match on _id"

    private static func refusal(_ writes: [BSONDocument]) -> BSONDocument? {
        guard let index = writes.firstIndex(where: { !isTargeted($0["q"]) }) else { return nil }
        let error: BSONValue = ["index": .int32(Int32(index)), "code": .int32(noShardKey), "errmsg": .string(words)]
        return ["n": 0, "nModified": 0, "writeErrors": [error], "ok": .double(1)]
    }

    private static func failure(_ code: Int32, _ words: String) -> BSONDocument {
        ["ok": .double(0), "errmsg": .string(words), "code": .int32(code)]
    }

    /// Whether a filter says which `_id` a document has.
    private static func isTargeted(_ filter: BSONValue?) -> Bool {
        guard let value = filter?.document?["_id"] else { return false }
        guard let inner = value.document, let first = inner.elements.first else { return true }
        let name = inner.name(first)
        return !name.hasPrefix("$") || name == "$eq"
    }
}
