/// The way the operator came, and the way back to where he turned round.
struct Trail: Sendable {
    private var back: [Visit] = []
    private var forward: [Visit] = []
    /// Where the operator is, with the cursor as it stood last.
    private var here: Visit?
    /// Where the operator is on his way to: a session has to be read first.
    private var awaited: Visit?
    static let limit = 50

    /// A key was pressed: whatever is still on its way is a move like any other.
    mutating func forgetAwaited() { awaited = nil }

    /// Notes where the operator is; gives the visit that was gone back to, once it is reached.
    mutating func arrive(at place: Visit) -> Visit? {
        defer { here = place }
        guard let before = here, !before.isSamePlace(as: place) else { return nil }
        if let awaited {
            guard awaited.isSamePlace(as: place) else { return nil }
            self.awaited = nil
            return awaited
        }
        if !before.isPassing {
            back.append(before)
            if back.count > Self.limit { back.removeFirst() }
            forward = []
        }
        return nil
    }

    /// Whether there is a place to go back to.
    func hasBack(from here: Visit) -> Bool { back.contains { !$0.isSamePlace(as: here) } }
    /// Whether there is a place to go forward to.
    func hasForward(from here: Visit) -> Bool { forward.contains { !$0.isSamePlace(as: here) } }

    mutating func goBack(from here: Visit) -> Visit? {
        let visit = Self.last(of: &back, from: here, to: &forward)
        awaited = visit
        return visit
    }

    mutating func goForward(from here: Visit) -> Visit? {
        let visit = Self.last(of: &forward, from: here, to: &back)
        awaited = visit
        return visit
    }

    private static func last(of source: inout [Visit], from here: Visit, to other: inout [Visit]) -> Visit? {
        while let visit = source.popLast() {
            if visit.isSamePlace(as: here) { continue }
            if !here.isPassing { other.append(here) }
            return visit
        }
        return nil
    }
}
