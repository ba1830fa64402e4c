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

    /// Leaves the process as it was found: nothing is held in it, and the inspector is shut if it was opened for this.
    func leave(shutting: Bool) {
        inspector.release(Self.kept)
        if shutting {
            // The same as `inspector.close()`, and within reach of every kind of module.
            inspector.tell(
                "Runtime.evaluate", ["expression": "setImmediate(process._debugEnd)", "silent": .boolean(true)])
            inspector.awaitEnd()
        }
        inspector.close()
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
    /// The classes by their names among all functions, their instances by the prototypes, and Maps by their own.
    private static func find(
        _ layouts: [MemoryLayout], _ inspector: Inspector, _ agent: String
    ) throws(NodeFailure) -> [Candidate] {
        var members: [JSONValue] = []
        var names: [JSONValue] = []
        var maps: Int?
        for (number, layout) in layouts.enumerated() {
            switch layout.holder {
            case .member(let member, let name):
                members.append(.array([.integer(Int64(number)), .string(member), .string(name)]))
                if !names.contains(.string(name)) { names.append(.string(name)) }
            case .map: maps = maps ?? number
            }
        }
        if !names.isEmpty { try findInstances(names, members, inspector, agent) }
        if let maps {
            let found = try heirs(try inspector.handle(of: "Map.prototype", in: search), inspector)
            _ = try inspector.value(
                "function (objects, number) { return this.maps(objects, number); }", of: agent,
                [found, ["value": .integer(Int64(maps))]])
        }
        let list = try run("candidates", .object([]), inspector, agent)
        return list.children.compactMap { Candidate($0, layouts) }
    }

    private static func findInstances(
        _ names: [JSONValue], _ members: [JSONValue], _ inspector: Inspector, _ agent: String
    ) throws(NodeFailure) {
        let functions = try heirs(try inspector.handle(of: "Function.prototype", in: search), inspector)
        let count = try inspector.value(
            "function (functions, names) { return this.classes(functions, names); }", of: agent,
            [functions, ["value": .array(names)]])
        for number in 0..<min(Int(count.rawText) ?? 0, 20) {
            let prototype = try inspector.handle(
                "function (number) { return this.prototype(number); }", of: agent,
                [["value": .integer(Int64(number))]], in: search)
            _ = try inspector.value(
                "function (objects, layouts) { return this.instances(objects, layouts); }", of: agent,
                [try heirs(prototype, inspector), ["value": .array(members)]])
        }
    }

    private static func heirs(_ prototype: String, _ inspector: Inspector) throws(NodeFailure) -> JSONValue {
        ["objectId": .string(try inspector.heirs(of: prototype, in: search))]
    }
}
