internal import Console
internal import Operations
internal import SessionModel
internal import StoreKit
internal import Synchronization

/// What takes acts back, and what is still to be of it.
extension EffectRunner {
    /// How many acts can be taken back.
    private static let deepest = 100

    /// Notes what takes the act back; an undo becomes a redo and the other way round.
    ///
    /// - Returns: When what is left of an undo or redo has its turn; nil where nothing is.
    func keep(_ request: ActRequest, _ joint: Joint) -> ActReport.Rest? {
        switch request.act {
        case .undo: return state.withLock { Self.settle(joint, from: \.undo, to: \.redo, in: &$0) }
        case .redo: return state.withLock { Self.settle(joint, from: \.redo, to: \.undo, in: &$0) }
        case .edit, .deadline, .deadlines, .regenerate, .destroy, .restore:
            let deed = Deed(title: joint.receipt.verb.rawValue, steps: joint.steps)
            state.withLock { Self.note(deed, in: &$0) }
            return nil
        }
    }

    /// Notes that an undo or redo has failed as a whole. What was refused before the store was asked stays as it is.
    func keepFailed(_ request: ActRequest, _ error: OperationError) -> ActReport.Rest? {
        guard case .store = error else { return nil }
        switch request.act {
        case .undo: return state.withLock { Self.settle(nil, from: \.undo, to: \.redo, in: &$0) }
        case .redo: return state.withLock { Self.settle(nil, from: \.redo, to: \.undo, in: &$0) }
        case .edit, .deadline, .deadlines, .regenerate, .destroy, .restore: return nil
        }
    }

    /// Leaves of the last deed what is still owed, and notes on the other side what was done of it.
    ///
    /// What is owed is the next again. No error tells whether it ever can be done, so when a further try has got nothing
    /// of it done it goes below the older deeds, which it would keep from their turn. Those on the same sessions go with
    /// it: they can be taken back only after it.
    ///
    /// - Parameter joint: What it came to; nil where it failed as a whole.
    private static func settle(
        _ joint: Joint?, from side: WritableKeyPath<State, [Deed]>, to other: WritableKeyPath<State, [Deed]>,
        in state: inout State
    ) -> ActReport.Rest? {
        guard var deed = state[keyPath: side].popLast() else { return nil }
        let done = joint?.steps ?? []
        if !done.isEmpty { state[keyPath: other].append(Deed(title: deed.title, steps: done, keys: deed.keys)) }
        deed.steps = joint?.owed ?? deed.steps
        guard !deed.steps.isEmpty else { return nil }
        let wasStopped = joint?.receipt.wasStopped == true
        let isInVain = deed.wasTried && done.isEmpty && !wasStopped
        deed.wasTried = deed.wasTried || !wasStopped
        guard isInVain, Self.sink(deed, in: &state[keyPath: side]) else {
            state[keyPath: side].append(deed)
            return .next
        }
        return .later
    }

    /// Puts a deed below all that have nothing to do with it.
    ///
    /// - Returns: False where there are none, and nothing was done.
    private static func sink(_ deed: Deed, in deeds: inout [Deed]) -> Bool {
        var keys = deed.keys
        var (bound, free): ([Deed], [Deed]) = ([deed], [])
        for older in deeds.reversed() {
            if older.keys.isDisjoint(with: keys) {
                free.append(older)
            } else {
                keys.formUnion(older.keys)
                bound.append(older)
            }
        }
        guard !free.isEmpty else { return false }
        deeds = bound.reversed() + free.reversed()
        return true
    }

    // MARK: Acts that no answer came of

    /// Keeps the place of what of an act may have been done though no answer came.
    func keepPlace(of request: ActRequest, _ joint: Joint, _ unanswered: UnansweredAct) {
        let unsure = joint.receipt.lines.filter(\.isUncertain).map(\.key) + keys(of: request.act, in: joint.doubtful)
        keepPlace(of: request, on: unsure, unanswered)
    }

    /// Keeps the place of an act that may have been done as a whole.
    func keepPlace(of request: ActRequest, _ unanswered: UnansweredAct) {
        let places = state.withLock { Self.places(of: request, $0) }
        keepPlace(of: request, on: keys(of: request.act, in: places), unanswered)
    }

    private func keepPlace(of request: ActRequest, on keys: [SessionKey], _ unanswered: UnansweredAct) {
        let places = state.withLock { Self.places(of: request, $0) }
        // Of several stores nobody knows which one it is of.
        let place = places.count == 1 ? places.first : nil
        let step = place.flatMap { place in unanswered.step.map { PlacedStep(place: place, step: $0) } }
        switch request.act {
        // What is to be taken back still is, and is the next.
        case .undo: break
        case .redo: keepPlace(of: request.act.word, on: keys, keepsRedo: true)
        case .edit, .deadline, .deadlines, .regenerate, .destroy, .restore:
            keepPlace(of: request.act.word, on: keys, step: step)
        }
    }

    /// Notes that an act may have been done to these sessions: until that is known, and where nothing takes it back, it
    /// is what would have to be undone next, and no older one.
    ///
    /// - Parameter step: What takes it back if it was done; nil where nothing is kept for that.
    func keepPlace(of title: String, on keys: [SessionKey], step: PlacedStep? = nil, keepsRedo: Bool = false) {
        guard !keys.isEmpty else { return }
        state.withLock { state in
            let own = keys.compactMap { state.open.stored($0)?.key } + (step?.step.changedKeys ?? [])
            let redo = state.redo
            Self.note(Deed(CutOffAct(title, keys: Set(keys)), keys: Set(own), step: step), in: &state)
            if keepsRedo { state.redo = redo }
        }
    }

    /// The sessions that an act is on in these stores, in the console's keys.
    private func keys(of act: ActRequest.Act, in places: Set<Int>) -> [SessionKey] {
        let (open, redo) = state.withLock { ($0.open, $0.redo.last?.steps ?? []) }
        switch act {
        case .edit, .deadline, .deadlines, .regenerate, .destroy:
            return act.keys.filter { key in open.stored(key).map { places.contains($0.place) } ?? false }
        case .restore(let records, let place):
            return places.contains(place) ? records.map { open.shared($0.key, of: place) } : []
        case .undo: return []
        case .redo:
            return redo.filter { places.contains($0.place) }.flatMap { placed in
                placed.step.keys.map { open.shared($0, of: placed.place) }
            }
        }
    }

    /// Takes off what can be undone an act that nothing takes back; nil where something does.
    static func takeLost(in state: inout State) -> CutOffAct? {
        guard let deed = state.undo.last, deed.steps.isEmpty else { return nil }
        state.undo.removeLast()
        return deed.cutOff
    }

    func passing(_ lost: CutOffAct, _ request: ActRequest) -> ActReport {
        let (undo, redo) = titles
        var report = ActReport(request: request, receipt: nil, undoTitle: undo, redoTitle: redo)
        report.lost = lost
        return report
    }

    /// Takes an act that no answer came of out of what can be undone, for the sessions that it was not done to.
    func drop(_ act: CutOffAct) {
        state.withLock { state in
            for place in state.undo.indices where state.undo[place].cutOff?.title == act.title {
                state.undo[place].cutOff?.keys.subtract(act.keys)
            }
            state.undo.removeAll { $0.cutOff?.keys.isEmpty == true }
        }
        let (undo, redo) = titles
        post(.undoable(undo: undo, redo: redo))
    }

    /// Notes what can be taken back from now on.
    static func note(_ deed: Deed, in state: inout State) {
        guard !deed.steps.isEmpty || deed.cutOff != nil else { return }
        // What was tried in vain may be at the bottom, and is not the oldest for that.
        if state.undo.count >= deepest { state.undo.remove(at: state.undo.firstIndex { !$0.wasTried } ?? 0) }
        state.undo.append(deed)
        state.redo.removeAll()
    }

    /// What can be undone next, and redone next.
    var titles: (String?, String?) {
        state.withLock { ($0.undo.last?.title, $0.redo.last?.title) }
    }
}
