/// One search of a text with a regular expression.
struct RegularExpressionRun {
    private let steps: [RegularExpressionProgram.Step]
    private let textGoesOn: Bool
    /// The states that wait for the next character.
    private var current: [Int] = []
    private var following: [Int] = []
    /// For each step, the place in the text where it was last entered, so that it is entered once there.
    private var entered: [Int]
    private var toEnter: [Int] = []

    /// The surroundings of a place in the text.
    private struct Place {
        var number = 0
        var before: Unicode.Scalar?
        var after: Unicode.Scalar?
        var isEnd = false
    }

    /// Begins a search; where the text goes on beyond what is searched, its end is no end.
    init(_ program: RegularExpressionProgram, textGoesOn: Bool) {
        steps = program.steps
        self.textGoesOn = textGoesOn
        entered = Array(repeating: -1, count: program.steps.count)
    }

    /// Whether a match begins anywhere in the text.
    mutating func isFound(in text: String) -> Bool {
        var scalars = text.unicodeScalars.makeIterator()
        var place = Place()
        while true {
            place.after = scalars.next()
            place.isEnd = place.after == nil && !textGoesOn
            if enter(0, at: place) { return true }
            for state in current where enter(state, at: place) { return true }
            guard let scalar = place.after else { return false }
            advance(over: scalar)
            place.before = scalar
            place.number += 1
        }
    }

    /// Takes every state that accepts a character to its next step, which is entered at the next place.
    private mutating func advance(over scalar: Unicode.Scalar) {
        current.removeAll(keepingCapacity: true)
        for state in following {
            let accepts =
                switch steps[state] {
                case .one(let set): set.contains(scalar)
                case .scalar(let wanted): wanted == scalar
                case .any: scalar != "\n"
                case .place, .fork, .jump, .found: false
                }
            if accepts { current.append(state + 1) }
        }
        following.removeAll(keepingCapacity: true)
    }

    /// Enters a step and all that can be reached from it without a character; gives back whether that is the end.
    private mutating func enter(_ first: Int, at place: Place) -> Bool {
        toEnter.append(first)
        while let state = toEnter.popLast() {
            guard entered[state] != place.number else { continue }
            entered[state] = place.number
            switch steps[state] {
            case .one, .scalar, .any: following.append(state)
            case .fork(let left, let right):
                toEnter.append(left)
                toEnter.append(right)
            case .jump(let target): toEnter.append(target)
            case .place(let condition): if holds(condition, at: place) { toEnter.append(state + 1) }
            case .found:
                toEnter.removeAll()
                return true
            }
        }
        return false
    }

    private func holds(_ condition: RegularExpressionTree.Place, at place: Place) -> Bool {
        switch condition {
        case .start: place.before == nil
        case .end: place.isEnd
        case .wordBoundary(let isNegated):
            ((place.before?.isWordCharacter ?? false) != (place.after?.isWordCharacter ?? false)) != isNegated
        }
    }
}
