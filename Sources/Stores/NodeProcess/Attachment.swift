internal import Glibc
internal import StoreKit
internal import StoreSockets

/// The way to a process's inspector: found open, or opened with the signal that Node has for it.
struct Attachment: Sendable {
    /// Where the inspector is.
    let host: String
    /// Its port.
    let port: UInt16
    /// The process that has to answer there; nil where only the port is known.
    let pid: Int32?
    /// Whether it was opened for this, so that it is to be closed again.
    let isOurs: Bool

    /// What opening would do to the process, as the beginning of a question; nil where its inspector is open already.
    ///
    /// - Throws: What opening would throw, where that can be told beforehand.
    static func intrusion(_ target: NodeTarget) throws(StoreError) -> String? {
        guard case .process(let pid) = target.place else { return nil }
        do throws(NodeFailure) {
            let facts = try examine(pid)
            if try openPort(facts) != nil { return nil }
            return
                "Open the inspector of process \(pid) (\(command(facts))) on 127.0.0.1:\(facts.inspectorPort) with SIGUSR1"
                + " until curfew closes it; whoever can reach that port on this machine can run code in the process"
                + " meanwhile, and Node notes it on its standard error"
        } catch {
            throw error.inWords(while: "attaching", on: target)
        }
    }

    /// Finds the inspector, or opens it where a person said yes to that.
    static func make(_ target: NodeTarget, _ waker: Waker) throws(NodeFailure) -> Attachment {
        switch target.place {
        case .inspector(let host, let port): return Attachment(host: host, port: port, pid: nil, isOurs: false)
        case .process(let pid):
            let facts = try examine(pid)
            if let port = try openPort(facts) {
                return Attachment(host: "127.0.0.1", port: port, pid: pid, isOurs: false)
            }
            guard target.isConsented else { throw .noConsent }
            return try open(facts, target, waker)
        }
    }

    /// A process of ours that runs Node and takes the signal.
    private static func examine(_ pid: Int32) throws(NodeFailure) -> ProcessFacts {
        guard let facts = ProcessFacts(pid) else { throw .noProcess }
        guard facts.owner == geteuid() else { throw .foreignProcess(ProcessFacts.userName(facts.owner)) }
        guard facts.isNode else { throw .notNode(facts.program) }
        return facts
    }

    /// The port on which its inspector listens already.
    private static func openPort(_ facts: ProcessFacts) throws(NodeFailure) -> UInt16? {
        let port = facts.inspectorPort
        // The system chose it: it is one of the process's ports, and none tells that it is the one.
        guard port != 0, let listener = Listener.all().first(where: { $0.port == port }) else { return nil }
        if listener.isHeld(by: facts.pid) { return port }
        throw .portTaken(port, listener.holder().map { "process \($0)" })
    }

    private static func open(
        _ facts: ProcessFacts, _ target: NodeTarget, _ waker: Waker
    ) throws(NodeFailure) -> Attachment {
        guard facts.takesSignal else { throw .deaf }
        let before = Set(Listener.all().filter { $0.isHeld(by: facts.pid) }.map(\.port))
        guard kill(facts.pid, SIGUSR1) == 0 else { throw .noProcess }
        let end = LocalClock.monotonic() + Int64(target.timeout) * 1_000_000
        while LocalClock.monotonic() < end {
            let listener = Listener.all().first {
                (facts.inspectorPort == 0 ? !before.contains($0.port) : $0.port == facts.inspectorPort)
                    && $0.isHeld(by: facts.pid)
            }
            if let listener {
                return Attachment(host: "127.0.0.1", port: listener.port, pid: facts.pid, isOurs: true)
            }
            guard ProcessFacts(facts.pid) != nil else { throw .noProcess }
            try waker.rest(nanoseconds: 10_000_000)
        }
        throw .stayedShut(target.timeout)
    }

    private static func command(_ facts: ProcessFacts) -> String {
        let words = facts.arguments.joined(separator: " ")
        return words.count > 60 ? words.prefix(59) + "…" : words
    }
}
