/// Reads a regular expression: literals, `.`, classes, `\d \w \s \b`, anchors, groups, alternation, repetition.
struct RegularExpressionParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var ignoresCase = false

    private static let repetitionLimit = 500

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    /// The tree of the whole pattern, and whether `(?i)` stands before it.
    mutating func parse() throws(RegularExpressionError) -> (tree: RegularExpressionTree, ignoresCase: Bool) {
        guard scalars.count <= RegularExpression.lengthLimit else {
            throw RegularExpressionError(.tooLong, at: RegularExpression.lengthLimit)
        }
        if scalars.starts(with: "(?i)".unicodeScalars) {
            ignoresCase = true
            position = 4
        }
        let tree = try choice()
        guard position == scalars.count else { throw RegularExpressionError(.unopenedGroup, at: position) }
        return (tree, ignoresCase)
    }

    private mutating func choice() throws(RegularExpressionError) -> RegularExpressionTree {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(RegularExpressionError) -> RegularExpressionTree {
        var parts: [RegularExpressionTree] = []
        while let next = peek, next != "|", next != ")" { parts.append(try repetition(of: atom())) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repetition(of atom: RegularExpressionTree) throws(RegularExpressionError)
        -> RegularExpressionTree
    {
        var tree = atom
        while let (minimum, maximum) = try count() {
            tree = .repeated(tree, minimum: minimum, maximum: maximum)
            // A lazy repetition finds the same texts as a greedy one, only other ends of them.
            _ = take("?")
        }
        return tree
    }

    /// The counts of a repetition, nil where none stands here.
    private mutating func count() throws(RegularExpressionError) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{") else { return nil }
        guard let minimum = number() else { throw RegularExpressionError(.badRepetition, at: start) }
        var maximum: Int? = minimum
        if take(",") { maximum = number() }
        let largest = maximum ?? minimum
        guard take("}"), largest >= minimum, largest <= Self.repetitionLimit else {
            throw RegularExpressionError(.badRepetition, at: start)
        }
        return (minimum, maximum)
    }

    private mutating func atom() throws(RegularExpressionError) -> RegularExpressionTree {
        let start = position
        guard let scalar = next() else { return .sequence([]) }
        switch scalar {
        case ".": return .any
        case "^": return .place(.start)
        case "$": return .place(.end)
        case "(": return try group(from: start)
        case "[": return .one(try characterClass(from: start))
        case "\\": return try escape(from: start)
        case "*", "+", "?", "{": throw RegularExpressionError(.nothingToRepeat, at: start)
        default: return literal(scalar)
        }
    }

    private mutating func group(from start: Int) throws(RegularExpressionError) -> RegularExpressionTree {
        if take("?") {
            guard take(":") else { throw RegularExpressionError(.unknownGroup, at: start) }
        }
        let tree = try choice()
        guard take(")") else { throw RegularExpressionError(.unclosedGroup, at: start) }
        return tree
    }

    private mutating func escape(from start: Int) throws(RegularExpressionError) -> RegularExpressionTree {
        if take("b") { return .place(.wordBoundary(isNegated: false)) }
        if take("B") { return .place(.wordBoundary(isNegated: true)) }
        switch try escaped(from: start) {
        case .span(let span) where span.lowerBound == span.upperBound: return literal(span.lowerBound)
        case let member: return .one(CharacterClass(members: [member]))
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> RegularExpressionTree {
        guard ignoresCase else { return .scalar(scalar) }
        return .one(CharacterClass(members: [.span(scalar...scalar)], ignoresCase: true))
    }

    /// What a backslash and the character behind it stand for.
    private mutating func escaped(from start: Int) throws(RegularExpressionError) -> CharacterClass.Member {
        guard let scalar = next() else { throw RegularExpressionError(.unfinishedEscape, at: start) }
        switch scalar {
        case "d", "D": return .named(.digit, isNegated: scalar == "D")
        case "w", "W": return .named(.word, isNegated: scalar == "W")
        case "s", "S": return .named(.space, isNegated: scalar == "S")
        case "n": return .span("\n"..."\n")
        case "r": return .span("\r"..."\r")
        case "t": return .span("\t"..."\t")
        case _ where scalar.isWordCharacter && scalar != "_":
            throw RegularExpressionError(.unknownEscape(String(scalar)), at: start)
        default: return .span(scalar...scalar)
        }
    }

    private mutating func characterClass(from start: Int) throws(RegularExpressionError) -> CharacterClass {
        var result = CharacterClass(ignoresCase: ignoresCase)
        result.isNegated = take("^")
        // A bracket right at the start is a member, as everywhere.
        if take("]") { result.members.append(.span("]"..."]")) }
        while !take("]") {
            guard peek != nil else { throw RegularExpressionError(.unclosedClass, at: start) }
            result.members.append(try member(ofClassFrom: start))
        }
        return result
    }

    private mutating func member(ofClassFrom start: Int) throws(RegularExpressionError) -> CharacterClass.Member {
        let memberStart = position
        let first = try classAtom(ofClassFrom: start)
        guard case .span(let low) = first, peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]"
        else {
            return first
        }
        position += 1
        guard case .span(let high) = try classAtom(ofClassFrom: start), low.lowerBound <= high.upperBound else {
            throw RegularExpressionError(.backwardRange, at: memberStart)
        }
        return .span(low.lowerBound...high.upperBound)
    }

    private mutating func classAtom(ofClassFrom start: Int) throws(RegularExpressionError) -> CharacterClass.Member {
        let atomStart = position
        guard let scalar = next() else { throw RegularExpressionError(.unclosedClass, at: start) }
        return scalar == "\\" ? try escaped(from: atomStart) : .span(scalar...scalar)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, (48...57).contains(digit.value) {
            position += 1
            value = min((value ?? 0) * 10 + Int(digit.value - 48), Self.repetitionLimit + 1)
        }
        return value
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        position += 1
        return scalar
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }
}
