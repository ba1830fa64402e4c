/// Where a value stands in a payload: `user.role`, `cart[0].price`, `["a.b"].c`.
public struct PayloadPath: Hashable, Sendable {
    /// One step down the tree.
    public enum Step: Sendable {
        /// Into an object, by key.
        case key(String)
        /// Into an array, by position from 0.
        case index(Int)
    }

    /// The steps from the root.
    public var steps: [Step]

    /// The root.
    public static let root = PayloadPath([])

    /// Creates a path.
    public init(_ steps: [Step]) { self.steps = steps }

    /// The path one step further down.
    public func appending(_ step: Step) -> PayloadPath { PayloadPath(steps + [step]) }

    /// The path of the container, or nil at the root.
    public var parent: PayloadPath? { steps.isEmpty ? nil : PayloadPath(Array(steps.dropLast())) }

    /// The key of the last step, when that is one.
    public var lastKey: String? {
        switch steps.last {
        case .key(let key): key
        case .index, nil: nil
        }
    }

    /// Whether this path is `other` or lies below it.
    public func isWithin(_ other: PayloadPath) -> Bool {
        steps.starts(with: other.steps)
    }
}

extension PayloadPath.Step: Hashable {
    /// Keys are equal when their bytes are: JSON knows no canonical equivalence, so "é" may be there in two ways.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.key(let left), .key(let right)): left.isExactly(right)
        case (.index(let left), .index(let right)): left == right
        case (.key, .index), (.index, .key): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .key(var key): key.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .index(let index): hasher.combine(index)
        }
    }
}

extension PayloadPath: CustomStringConvertible {
    /// The path as it is written; keys that are no plain words are quoted in brackets.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : ".\(key)"
            case .key(let key): text += "[\"\(Self.escape(key))\"]"
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty
            && key.unicodeScalars.allSatisfy { !($0 == "." || $0 == "[" || $0 == "]" || $0 == "\"" || $0 == " ") }
            && key.unicodeScalars.first != "!"
    }

    private static func escape(_ key: String) -> String {
        var text = ""
        for scalar in key.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}

/// Why a text is no path: what was expected and where.
public struct PayloadPathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public var text: String
    /// Where it went wrong, counted from 1.
    public var column: Int
    /// What would have been right there.
    public var expected: String

    /// One sentence.
    public var description: String {
        "\"\(text)\" is no path: expected \(expected) at column \(column); write it like user.role or cart[0].price."
    }
}

extension PayloadPath {
    /// Reads a path as it is written; a leading dot is allowed.
    public init(parsing text: String) throws(PayloadPathError) {
        var parser = Parser(text: text)
        self.init(try parser.run())
    }

    private struct Parser {
        let text: String
        var scalars: [Unicode.Scalar] { Array(text.unicodeScalars) }
        var position = 0

        init(text: String) { self.text = text }

        mutating func run() throws(PayloadPathError) -> [Step] {
            let input = scalars
            var steps: [Step] = []
            if input.first == "." { position = 1 }
            if position >= input.count { throw error("a key") }
            while position < input.count {
                if input[position] == "[" {
                    steps.append(try bracket(input))
                } else {
                    steps.append(try plainKey(input))
                }
                guard position < input.count else { break }
                if input[position] == "." {
                    position += 1
                    if position == input.count { throw error("a key after the dot") }
                } else if input[position] != "[" {
                    throw error("a dot or [")
                }
            }
            return steps
        }

        private mutating func plainKey(_ input: [Unicode.Scalar]) throws(PayloadPathError) -> Step {
            let start = position
            while position < input.count, input[position] != ".", input[position] != "[" { position += 1 }
            if start == position { throw error("a key") }
            return .key(Self.string(input[start..<position]))
        }

        private mutating func bracket(_ input: [Unicode.Scalar]) throws(PayloadPathError) -> Step {
            position += 1
            let step = position < input.count && input[position] == "\"" ? try quoted(input) : try index(input)
            guard position < input.count, input[position] == "]" else { throw error("]") }
            position += 1
            return step
        }

        private mutating func index(_ input: [Unicode.Scalar]) throws(PayloadPathError) -> Step {
            let start = position
            while position < input.count, ("0"..."9").contains(input[position]) { position += 1 }
            guard start < position, let index = Int(Self.string(input[start..<position])) else {
                throw error("a number or a quoted key")
            }
            return .index(index)
        }

        private mutating func quoted(_ input: [Unicode.Scalar]) throws(PayloadPathError) -> Step {
            position += 1
            var key = String.UnicodeScalarView()
            while position < input.count, input[position] != "\"" {
                if input[position] == "\\", position + 1 < input.count { position += 1 }
                key.append(input[position])
                position += 1
            }
            guard position < input.count else { throw error("a closing quote") }
            position += 1
            return .key(String(key))
        }

        private func error(_ expected: String) -> PayloadPathError {
            PayloadPathError(text: text, column: position + 1, expected: expected)
        }

        private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }
    }
}
