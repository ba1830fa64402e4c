internal import SessionModel
internal import StoreSockets

/// A process that is attached to: the agent is in it, and has found the sessions.
final class Attached {
    /// The stores that were found, the likeliest first.
    let candidates: [Candidate]
    /// Which of them it is, from 0.
    let chosen: Int
    /// How the inspector was reached.
    let attachment: Attachment
    private let inspector: Inspector
    private let agent: String

    /// What is held in the process for as long as it is attached to.
    private static let kept = "curfew"
    /// What is held while sessions are looked for.
    private static let search = "curfew search"

    /// Connects and finds the sessions. Changes nothing in the process.
    init(_ target: NodeTarget, _ attachment: Attachment, _ waker: Waker) throws(NodeFailure) {
        self.attachment = attachment
        let door = InspectorDoor(attachment: attachment, waker: waker, timeout: target.timeout)
        inspector = Inspector(try door.enter())
        agent = try inspector.handle(of: Agent.source, in: Self.kept)
        if let pid = attachment.pid { try Self.check(pid, inspector, agent) }
        candidates = try Self.find(target.layouts, inspector, agent)
        inspector.release(Self.search)
        guard !candidates.isEmpty else { throw .noSessions }
        if let number = target.number, number > candidates.count {
            throw .noSuchStore(wanted: number, count: candidates.count)
        }
        chosen = (target.number ?? 1) - 1
        _ = try run("choose", ["number": .integer(Int64(chosen))])
    }

    /// Lets the agent do something, and gives what it answers.
    func run(_ deed: String, _ given: JSONValue = .object([])) throws(NodeFailure) -> PayloadNode {
        try Self.run(deed, given, inspector, agent)
    }

    /// Makes sure that the connection is still there.
    func check() throws(NodeFailure) { try inspector.drain() }

    /// Leaves the process: nothing is held in it any more.
    func leave() {
        inspector.release(Self.kept)
        inspector.close()
    }

    /// Shuts an inspector that was opened for this, as its last act; all connections to it end.
    static func shut(_ target: NodeTarget, _ attachment: Attachment, _ waker: Waker) {
        let door = InspectorDoor(attachment: attachment, waker: waker, timeout: min(target.timeout, 2000))
        guard let socket = try? door.enter() else { return }
        let inspector = Inspector(socket)
        // The same as `inspector.close()`, and within reach of every kind of module.
        inspector.tell(
            "Runtime.evaluate", ["expression": "setImmediate(process._debugEnd)", "silent": .boolean(true)])
        inspector.awaitEnd()
    }

    private static func run(
        _ deed: String, _ given: JSONValue, _ inspector: Inspector, _ agent: String
    ) throws(NodeFailure) -> PayloadNode {
        try inspector.value(
            "function (deed, given) { return this.run(deed, JSON.parse(given)); }", of: agent,
            [["value": .string(deed)], ["value": .string(given.text)]])
    }

    private static func check(_ pid: Int32, _ inspector: Inspector, _ agent: String) throws(NodeFailure) {
        let facts = try run("facts", .object([]), inspector, agent)
        let answering = facts.child(.key("pid")).flatMap { Int($0.rawText) } ?? 0
        guard answering == Int(pid) else { throw .otherProcess(answering) }
    }
}

// MARK: - Finding

extension Attached {
    /// How long one pass over what was found may keep the process from its own work, in milliseconds.
    private static let slice = 4

    /// Has all objects looked at, in slices; the inspector's one walk through the heap is what takes the process time.
    private static func find(
        _ layouts: [MemoryLayout], _ inspector: Inspector, _ agent: String
    ) throws(NodeFailure) -> [Candidate] {
        var members: [JSONValue] = []
        var maps: Int?
        for (number, layout) in layouts.enumerated() {
            switch layout.holder {
            case .member(let member, let name):
                members.append(.array([.integer(Int64(number)), .string(member), .string(name)]))
            case .map: maps = maps ?? number
            }
        }
        let root = try inspector.handle(of: "Object.prototype", in: search)
        let objects: JSONValue = ["objectId": .string(try inspector.heirs(of: root, in: search))]
        var next: Int64 = 0
        while next >= 0 {
            let answer = try inspector.value(
                "function (...given) { return this.sift(...given); }", of: agent,
                [
                    objects, ["value": .array(members)], ["value": maps.map { .integer(Int64($0)) } ?? .null],
                    ["value": .integer(next)], ["value": .integer(Int64(slice))],
                ])
            next = Int64(answer.rawText) ?? -1
        }
        let list = try run("candidates", .object([]), inspector, agent)
        return list.children.compactMap { Candidate($0, layouts) }
    }
}
