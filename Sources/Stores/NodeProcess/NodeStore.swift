internal import SessionModel
internal import StoreKit
internal import StoreSockets

/// A store of sessions in the memory of a Node process.
///
/// One connection to the inspector serves all; listings and looks for changes go in slices of a few milliseconds, and
/// between two of them the process does its own work and other callers get their turn.
actor NodeStore: SessionStore {
    /// Which process.
    let target: NodeTarget
    /// What is under way.
    let lifetime: Lifetime
    private let executor = BlockingExecutor(label: "curfew.node")
    private let waker: Waker
    private var attached: Attached?
    /// The inspector that was opened for this and is to be shut at the end; nil where it was open.
    private var opened: Attachment?
    private var watchers = 0

    private init(_ target: NodeTarget) throws(StoreError) {
        self.target = target
        lifetime = Lifetime()
        do throws(NodeFailure) {
            // Not one that closing stops: the last thing to be done is to leave the process as it was found.
            guard let waker = Waker() else { throw .exhausted("no file descriptor is left") }
            self.waker = waker
        } catch {
            throw error.inWords(while: "attaching", on: target)
        }
    }

    /// Opens a store: attaches, and finds the sessions.
    static func open(_ opening: StoreOpening) async throws(StoreError) -> NodeStore {
        let store = try NodeStore(NodeTarget(opening))
        do throws(StoreError) {
            try await store.perform("attaching") { _ throws(NodeFailure) in }
        } catch {
            await store.close()
            throw error.atFirstContact(with: "Node's inspector")
        }
        return store
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    nonisolated var identity: StoreIdentity { StoreIdentity(engine: "Node", address: target.label) }

    nonisolated func close() async {
        lifetime.close()
        await leave()
    }

    /// Does something in the process. Cancelling the task ends the wait at once.
    func perform<T>(
        _ action: String, _ body: (Attached) throws(NodeFailure) -> T
    ) async throws(StoreError) -> T {
        do throws(NodeFailure) {
            return try await waker.guarding { () throws(NodeFailure) in try attempt(body) }
        } catch {
            throw error.inWords(while: action, on: target)
        }
    }

    /// Whether the inspector was opened for this.
    var isInspectorOurs: Bool { opened != nil }

    /// The number of a watch, which the agent's memory goes by.
    func nextWatcher() -> Int {
        watchers += 1
        return watchers
    }

    private func attempt<T>(_ body: (Attached) throws(NodeFailure) -> T) throws(NodeFailure) -> T {
        if lifetime.isOver { throw .closed }
        do throws(NodeFailure) {
            return try body(try ready())
        } catch {
            if !error.leavesConnectionUsable { attached = nil }
            throw error
        }
    }

    private func ready() throws(NodeFailure) -> Attached {
        if let attached, (try? attached.check()) != nil { return attached }
        attached = nil
        let attachment = try Attachment.make(target, waker)
        if attachment.isOurs { opened = attachment }
        let fresh = try Attached(target, attachment, waker)
        attached = fresh
        return fresh
    }

    private func leave() {
        attached?.leave()
        attached = nil
        if let opened { Attached.shut(target, opened, waker) }
        opened = nil
    }
}
