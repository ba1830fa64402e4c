import Glibc
import StoreKit
import StoreSockets
import Synchronization
import Testing

/// What goes wrong in these tests.
private enum Fault: SocketFailure {
    case cancelled, closed
    case unreachable(String), lost(String), exhausted(String)
    case timedOut(Int)

    /// The fault as a store would tell it.
    var inWords: StoreError {
        let reason: StoreError.Reason =
            switch self {
            case .cancelled, .closed: .cancelled
            case .unreachable: .unreachable
            case .lost: .lost
            case .timedOut: .timedOut
            case .exhausted: .unsuitable
            }
        return StoreError(reason, while: "testing", on: "a wire", detail: "\(self)")
    }
}

/// Two ends of a connection: what the test writes, the socket gets.
private struct Wire: ~Copyable {
    let socket: ServerSocket<Fault>
    let far: Int32

    init(_ waker: Waker<Fault>, timeout: Int = 5000) throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        socket = ServerSocket(ends[0], waker: waker, timeout: timeout)
        far = ends[1]
    }

    deinit { close(far) }

    func write(_ text: String) { _ = Glibc.write(far, text, text.utf8.count) }
}

@Suite(.timeLimit(.minutes(5))) struct `Waiting on a socket` {
    @Test func `ends when the task is cancelled`() async throws {
        let waker = try #require(Waker<Fault>())
        let task = Task {
            do throws(Fault) {
                try await waker.guarding { () throws(Fault) in try waker.rest(nanoseconds: .max / 2) }
                return Fault.lost("nothing")
            } catch {
                return error
            }
        }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `ends when the store is closed, and nothing begins any more`() async throws {
        let lifetime = Lifetime<Fault>()
        let waker = try lifetime.waker()
        lifetime.close()

        #expect(throws: Fault.closed) { try waker.rest(nanoseconds: .max / 2) }
        #expect(throws: Fault.closed) { try lifetime.waker() }
        #expect(lifetime.isOver)
    }

    @Test func `ends in time`() throws {
        let waker = try #require(Waker<Fault>())
        let wire = try Wire(waker, timeout: 20)
        var byte: UInt8 = 0
        var caught: Fault?
        do throws(Fault) {
            _ = try withUnsafeMutableBytes(of: &byte) { buffer throws(Fault) in try wire.socket.receive(into: buffer) }
        } catch {
            caught = error
        }
        #expect(caught == .timedOut(20))
    }

    @Test func `calls what was noted once, unless it was forgotten`() throws {
        let lifetime = Lifetime<Fault>()
        let calls = Mutex<[String]>([])
        _ = try lifetime.note { calls.withLock { $0.append("kept") } }
        lifetime.forget(try lifetime.note { calls.withLock { $0.append("forgotten") } })
        lifetime.close()
        lifetime.close()
        #expect(calls.withLock { $0 } == ["kept"])
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Bytes on their way in` {
    @Test func `are read in place, piece by piece`() throws {
        let waker = try #require(Waker<Fault>())
        let wire = try Wire(waker)
        var intake = Intake()
        wire.write("abc")
        try intake.fill(from: wire.socket)
        intake.take(2)
        let rest = Array(intake.unread)
        wire.write("def")
        try intake.fill(from: wire.socket)
        let all = Array(intake.unread)

        #expect(rest == Array("c".utf8))
        #expect(all == Array("cdef".utf8))
        let hasMore = try intake.fillAvailable(from: wire.socket)
        #expect(!hasMore)
    }

    @Test func `grow with a long value and keep its beginning`() throws {
        let waker = try #require(Waker<Fault>())
        let wire = try Wire(waker)
        var intake = Intake()
        let text = String(repeating: "0123456789", count: 10_000)
        var sent = 0
        while sent < 100 {
            wire.write(text.prefix(10_000).description)
            try intake.fill(atLeast: 1_000_000, from: wire.socket)
            sent += 1
        }
        while intake.count < 1_000_000 { try intake.fill(atLeast: 1_000_000, from: wire.socket) }

        let isWhole = intake.unread.enumerated().allSatisfy { $1 == UInt8(48 + $0 % 10) }
        #expect(isWhole)
    }

    @Test func `end with the connection`() throws {
        let waker = try #require(Waker<Fault>())
        let wire = try Wire(waker)
        shutdown(wire.far, Int32(SHUT_RDWR))
        var intake = Intake()
        var caught: Fault?
        do throws(Fault) { try intake.fill(from: wire.socket) } catch { caught = error }
        #expect(caught == .lost("it closed the connection"))
    }
}

@Suite(.timeLimit(.minutes(5))) struct `A feed that is connected again` {
    private func run(_ faults: [Fault]) throws -> (told: [String], end: Fault?) {
        let waker = try #require(Waker<Fault>())
        var left = faults[...]
        var told: [String] = []
        do throws(Fault) {
            try Reconnection(waker: waker, inWords: { $0.inWords }).run { change in
                switch change {
                case .connected: told.append("connected")
                case .gap: told.append("gap")
                case .lost(let error): told.append(error.detail)
                default: break
                }
            } follow: { isUp throws(Fault) in
                guard let fault = left.popFirst() else { throw .closed }
                if case .unreachable = fault { throw fault }
                isUp(.push("test"))
                throw fault
            }
        } catch {
            return (told, error)
        }
        return (told, nil)
    }

    @Test func `tells each loss once, and the gap when it is back`() throws {
        let (told, end) = try run([.lost("reset"), .unreachable("refused"), .unreachable("refused"), .lost("again")])
        #expect(
            told == [
                "connected", #"lost("reset")"#, #"unreachable("refused")"#, "connected", "gap", #"lost("again")"#,
            ])
        #expect(end == .closed)
    }

    @Test func `gives up for what waiting does not mend`() throws {
        let (told, end) = try run([.exhausted("no descriptors"), .lost("never")])
        #expect(told == ["connected"])
        #expect(end == .exhausted("no descriptors"))
    }
}
