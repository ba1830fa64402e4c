/// A regular expression as steps of a machine that is in many states at once.
///
/// Every character of the text is looked at once, with all states together (Thompson's construction), so the time
/// grows with text times program and no pattern can make it hang.
struct RegularExpressionProgram: Sendable {
    /// What a state does.
    enum Step: Sendable {
        case one(CharacterClass)
        case scalar(Unicode.Scalar)
        case any
        case place(RegularExpressionTree.Place)
        /// Goes on at both.
        case fork(Int, Int)
        case jump(Int)
        case found
    }

    private(set) var steps: [Step] = []
    /// How many more parts may be written: a repetition of nothing writes no step, but still costs.
    private var budget = 4000

    static let stepLimit = 1000

    init(_ tree: RegularExpressionTree) throws(RegularExpressionError) {
        try write(tree)
        steps.append(.found)
    }

    private mutating func write(_ tree: RegularExpressionTree) throws(RegularExpressionError) {
        budget -= 1
        guard budget > 0, steps.count < Self.stepLimit else { throw RegularExpressionError(.tooLarge, at: 0) }
        switch tree {
        case .one(let set): steps.append(.one(set))
        case .scalar(let scalar): steps.append(.scalar(scalar))
        case .any: steps.append(.any)
        case .place(let place): steps.append(.place(place))
        case .sequence(let parts): for part in parts { try write(part) }
        case .choice(let branches): try writeChoice(branches)
        case .repeated(let part, let minimum, let maximum):
            for _ in 0..<minimum { try write(part) }
            if let maximum {
                try writeOptional(part, times: maximum - minimum)
            } else {
                try writeLoop(part)
            }
        }
    }

    private mutating func writeChoice(_ branches: [RegularExpressionTree]) throws(RegularExpressionError) {
        var jumps: [Int] = []
        for (number, branch) in branches.enumerated() {
            guard number < branches.count - 1 else {
                try write(branch)
                break
            }
            let fork = reserve()
            try write(branch)
            jumps.append(reserve())
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func writeLoop(_ part: RegularExpressionTree) throws(RegularExpressionError) {
        let fork = reserve()
        try write(part)
        steps.append(.jump(fork))
        steps[fork] = .fork(fork + 1, steps.count)
    }

    private mutating func writeOptional(_ part: RegularExpressionTree, times: Int) throws(RegularExpressionError) {
        var forks: [Int] = []
        for _ in 0..<times {
            forks.append(reserve())
            try write(part)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }

    private mutating func reserve() -> Int {
        steps.append(.found)
        return steps.count - 1
    }
}
