import Operations
import SessionFormats
import SessionModel
import StoreKit
import Synchronization
import TestSupport
import Testing

@testable import Console
@testable import ConsoleRuntime

/// What carries acts out, on stores that keep nothing.
private struct Stage {
    let stores: [ShadowStore]
    private let mailbox: Mailbox
    private let runner: EffectRunner
    private let directory: TemporaryDirectory

    init(_ names: String...) throws {
        directory = try TemporaryDirectory()
        mailbox = try Mailbox()
        stores = names.map(ShadowStore.init)
        let opening = ConsoleOpening(
            open: { .failure(OpenFailure("It is open.")) }, journal: Journal(directory: directory.file("state")),
            person: Operator(login: "kim"), now: { Timestamp(milliseconds: 0) }, themes: { [] }, environment: [:],
            edit: { _, _ in .failure(EditorFailure("There is none.")) },
            keep: { _ in .failure(EditorFailure("There is none.")) })
        runner = EffectRunner(opening, mailbox: mailbox)
        let context = FormatContext(layouts: [.keyValue(KeyValueLayout(prefix: "tina4:session:"))])
        let members = stores.map { store in
            let target = OpenStore(
                name: store.identity.address, store: store, formats: [.tina4], context: context)
            return OpenMembers.Member(
                reading: runner.desk(on: target, beside: []), follower: ChangeFollower(target), unlock: nil)
        }
        runner.state.withLock { $0.open = OpenMembers(members: members, uncovered: []) }
    }

    /// The key of a session as the console has it.
    func key(_ id: String, in place: Int) -> SessionKey {
        let key = SessionKey("tina4:session:" + id)
        return stores.count > 1 ? SharedKey.make(key, of: place) : key
    }

    /// Does something, and gives the report of it; stopped before it begins, if that is asked for.
    func act(_ act: ActRequest.Act, stopped isStopped: Bool = false) async throws -> ActReport {
        let stop = StopSign()
        if isStopped { stop.raise() }
        await runner.act(ActRequest(act), until: stop)
        while true {
            if case .acted(let report) = try await next() { return report }
        }
    }

    /// Has found out that an act was not done.
    func drop(_ act: CutOffAct) { runner.drop(act) }

    /// What comes next; waits for it.
    func next() async throws -> ConsoleEvent { try await mailbox.next() }
}

@Suite(.timeLimit(.minutes(2))) struct `Carrying acts out` {
    @Test func `keeps what is to be undone in a store that is away`() async throws {
        let stage = try Stage("a", "b")
        _ = try await stage.act(.destroy([stage.key("one", in: 0), stage.key("two", in: 1)], ids: [:]))
        stage.stores[1].isAway = true

        let first = try await stage.act(.undo)
        let failed = try await stage.act(.undo)
        stage.stores[1].isAway = false
        let second = try await stage.act(.undo)

        #expect(first.receipt?.lines.map(\.key) == [stage.key("one", in: 0)])
        #expect(first.rest == .next)
        #expect([first.undoTitle, first.redoTitle] == ["destroy", "destroy"])
        #expect(failed.failure?.contains("nobody answers") == true)
        #expect(second.receipt?.lines.map(\.key) == [stage.key("two", in: 1)])
        #expect(second.rest == nil)
        #expect([second.undoTitle, second.redoTitle] == [nil, "destroy"])
    }

    @Test func `keeps what is to be done again in a store that is away`() async throws {
        let stage = try Stage("a", "b")
        _ = try await stage.act(.destroy([stage.key("one", in: 0), stage.key("two", in: 1)], ids: [:]))
        _ = try await stage.act(.undo)
        stage.stores[0].isAway = true

        let first = try await stage.act(.redo)
        stage.stores[0].isAway = false
        let second = try await stage.act(.redo)

        #expect(first.receipt?.lines.map(\.key) == [stage.key("two", in: 1)])
        #expect(first.rest == .next)
        #expect(second.receipt?.lines.map(\.key) == [stage.key("one", in: 0)])
        #expect([second.undoTitle, second.redoTitle] == ["destroy", nil])
    }

    @Test func `brings the others back where the first is refused, and keeps that one`() async throws {
        let stage = try Stage("a")
        let keys = ["one", "two", "three"].map { stage.key($0, in: 0) }
        _ = try await stage.act(.destroy(keys, ids: [:]))
        stage.stores[0].refusedKey = keys[0]

        let first = try await stage.act(.undo)
        stage.stores[0].refusedKey = nil
        let second = try await stage.act(.undo)

        #expect(first.receipt?.lines.map(\.result) == [.refused, .done, .done])
        #expect(first.rest == .next)
        #expect([first.undoTitle, first.redoTitle] == ["destroy", "destroy"])
        #expect(second.receipt?.lines.map(\.key) == [keys[0]])
        #expect(second.rest == nil)
    }

    @Test func `undoes older acts before what is refused again of a later one`() async throws {
        let stage = try Stage("a")
        let keys = ["older", "one", "two"].map { stage.key($0, in: 0) }
        _ = try await stage.act(.destroy([keys[0]], ids: [:]))
        _ = try await stage.act(.destroy(Array(keys[1...]), ids: [:]))
        stage.stores[0].refusedKey = keys[2]

        let first = try await stage.act(.undo)
        let second = try await stage.act(.undo)
        let third = try await stage.act(.undo)
        stage.stores[0].refusedKey = nil
        let fourth = try await stage.act(.undo)

        #expect([first, second, third, fourth].map(\.rest) == [.next, .later, nil, nil])
        #expect(second.failure?.contains("another version") == true)
        #expect(third.receipt?.lines.map(\.key) == [keys[0]])
        #expect(third.undoTitle == "destroy")
        #expect(fourth.receipt?.lines.map(\.key) == [keys[2]])
        #expect(fourth.undoTitle == nil)
    }

    @Test func `undoes what is refused again before an older act on the same session`() async throws {
        let stage = try Stage("a")
        let keys = ["oldest", "one"].map { stage.key($0, in: 0) }
        for key in keys + keys.suffix(1) { _ = try await stage.act(.destroy([key], ids: [:])) }
        stage.stores[0].refusedKey = keys[1]

        let refused = [try await stage.act(.undo), try await stage.act(.undo), try await stage.act(.undo)]
        stage.stores[0].refusedKey = nil
        let undone = [try await stage.act(.undo), try await stage.act(.undo)]

        #expect(refused.map(\.rest) == [.next, .later, nil])
        #expect(refused[2].receipt?.lines.map(\.key) == [keys[0]])
        #expect(undone.map { $0.receipt?.lines.map(\.key) } == [[keys[1]], [keys[1]]])
        #expect(undone.map(\.undoTitle) == ["destroy", nil])
    }

    @Test func `undoes and redoes acts in other stores before one in a store that stays away`() async throws {
        let stage = try Stage("a", "b")
        let keys = [stage.key("one", in: 0), stage.key("two", in: 1)]
        for key in keys { _ = try await stage.act(.destroy([key], ids: [:])) }
        stage.stores[1].isAway = true

        let undone = [try await stage.act(.undo), try await stage.act(.undo), try await stage.act(.undo)]
        stage.stores[1].isAway = false
        let back = try await stage.act(.undo)
        stage.stores[1].isAway = true
        let redone = [try await stage.act(.redo), try await stage.act(.redo), try await stage.act(.redo)]

        #expect(undone.map(\.rest) == [.next, .later, nil])
        #expect(undone[2].receipt?.lines.map(\.key) == [keys[0]])
        #expect(back.receipt?.lines.map(\.key) == [keys[1]])
        #expect(redone.map(\.rest) == [.next, .later, nil])
        #expect(redone[2].receipt?.lines.map(\.key) == [keys[0]])
        #expect([redone[2].undoTitle, redone[2].redoTitle] == ["destroy", "destroy"])
    }

    @Test func `tries again at once what was only stopped, and what is the only act`() async throws {
        let stage = try Stage("a")
        _ = try await stage.act(.destroy([stage.key("older", in: 0)], ids: [:]))
        let keys = ["one", "two"].map { stage.key($0, in: 0) }
        _ = try await stage.act(.destroy(keys, ids: [:]))

        let stopped = [try await stage.act(.undo, stopped: true), try await stage.act(.undo, stopped: true)]
        let later = try await stage.act(.undo)
        stage.stores[0].isAway = true
        let failed = [try await stage.act(.undo), try await stage.act(.undo), try await stage.act(.undo)]

        #expect(stopped.map(\.rest) == [.next, .next])
        #expect(later.receipt?.lines.map(\.key) == keys)
        #expect(failed.map(\.rest) == [.next, .next, .next])
    }

    /// A session ended, and the end of another that no answer came of.
    private func cutOff() async throws -> (Stage, [SessionKey], ActReport) {
        let stage = try Stage("a")
        let keys = ["older", "one"].map { stage.key($0, in: 0) }
        _ = try await stage.act(.destroy([keys[0]], ids: [:]))
        stage.stores[0].isMute = true
        let report = try await stage.act(.destroy([keys[1]], ids: [:]))
        stage.stores[0].isMute = false
        return (stage, keys, report)
    }

    @Test func `reaches past no act that was cut off without a word`() async throws {
        let (stage, keys, report) = try await cutOff()

        let first = try await stage.act(.undo)
        let second = try await stage.act(.undo)

        #expect(report.isUncertain)
        #expect(report.undoTitle == "destroy")
        #expect(first.lost == CutOffAct("destroy", keys: [keys[1]]))
        #expect(first.receipt == nil)
        #expect(second.lost == nil)
        #expect(second.receipt?.lines.map(\.key) == [keys[0]])
        #expect(second.undoTitle == nil)
    }

    @Test func `has nothing in the way of an older act where the one that was cut off was not done`() async throws {
        let (stage, keys, _) = try await cutOff()

        stage.drop(CutOffAct("ttl", keys: [keys[1]]))
        stage.drop(CutOffAct("destroy", keys: [keys[1]]))
        let report = try await stage.act(.undo)

        #expect(report.receipt?.lines.map(\.key) == [keys[0]])
        #expect(report.undoTitle == nil)
    }

    @Test func `undoes later acts before it comes to the one that was cut off`() async throws {
        let (stage, keys, _) = try await cutOff()
        let later = stage.key("later", in: 0)
        _ = try await stage.act(.destroy([later], ids: [:]))

        let reports = [try await stage.act(.undo), try await stage.act(.undo), try await stage.act(.undo)]

        #expect(reports.map { $0.receipt?.lines.map(\.key) } == [[later], nil, [keys[0]]])
        #expect(reports.map { $0.lost?.keys } == [nil, [keys[1]], nil])
    }

    @Test func `keeps the place of a redo that was cut off, and what is to be done again`() async throws {
        let stage = try Stage("a")
        let keys = ["older", "one"].map { stage.key($0, in: 0) }
        for key in keys { _ = try await stage.act(.destroy([key], ids: [:])) }
        _ = try await stage.act(.undo)
        stage.stores[0].isMute = true
        let report = try await stage.act(.redo)
        stage.stores[0].isMute = false

        #expect([report.undoTitle, report.redoTitle] == ["redo", "destroy"])
        #expect(try await stage.act(.undo).lost == CutOffAct("redo", keys: [keys[1]]))
    }

    @Test func `forgets the oldest act beyond a hundred, and not one that was tried`() {
        let step = EffectRunner.PlacedStep(place: 0, step: .end([]))
        var state = EffectRunner.State()
        state.undo = [EffectRunner.Deed(title: "tried", steps: [step], wasTried: true)]

        for number in 0..<150 { EffectRunner.note(EffectRunner.Deed(title: "\(number)", steps: [step]), in: &state) }

        #expect(state.undo.count == 100)
        #expect(state.undo.prefix(2).map(\.title) == ["tried", "51"])
        #expect(state.undo.last?.title == "149")
    }

    @Test func `looks again at all that it has ended`() async throws {
        let stage = try Stage("a")
        let keys = (0..<1_300).map { stage.key("session-\($0)", in: 0) }

        _ = try await stage.act(.destroy(keys, ids: [:]))
        var missing = Set(keys)
        while !missing.isEmpty {
            guard case .looked(let observations) = try await stage.next() else { continue }
            #expect(observations.count <= OpenStore.batch)
            missing.subtract(observations.map(\.key))
        }
    }
}
