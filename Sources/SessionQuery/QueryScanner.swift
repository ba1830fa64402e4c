/// Walks over the text of a query and cuts words, operators and values out of it.
struct QueryScanner {
    /// A piece of a word: a character as it stands, or what stood between quotes.
    struct Piece {
        var text: String
        var isQuoted: Bool
        var position: Int
    }

    static let operatorScalars: Set<Unicode.Scalar> = ["=", "!", "~", "<", ">"]

    let scalars: [Unicode.Scalar]
    private(set) var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    var isAtEnd: Bool { position >= scalars.count }

    func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    mutating func skip(_ count: Int) { position += count }

    mutating func skipSpaces() {
        while let scalar = peek(), scalar.properties.isWhitespace { position += 1 }
    }

    /// Whether an operator stands here; a `!` is one only before a `=`.
    var isAtOperator: Bool {
        guard let scalar = peek(), Self.operatorScalars.contains(scalar) else { return false }
        return scalar != "!" || peek(1) == "=" || peek(1) == "~"
    }

    /// Whether what stands here ends a word or value.
    var isAtBoundary: Bool {
        guard let scalar = peek() else { return true }
        return scalar == "(" || scalar == ")" || scalar.properties.isWhitespace
    }

    /// The characters of operators that stand here.
    mutating func operatorText() -> String {
        let run = scalars[position...].prefix { Self.operatorScalars.contains($0) }
        position += run.count
        return Self.text(run)
    }

    /// The word that stands here, up to a boundary or an operator; empty where there is none.
    mutating func word() throws(QueryError.Problem) -> [Piece] {
        var pieces: [Piece] = []
        while !isAtBoundary, !isAtOperator { pieces.append(try piece()) }
        return pieces
    }

    /// The value that stands here, up to a boundary; operators are part of it.
    mutating func value() throws(QueryError.Problem) -> [Piece] {
        var pieces: [Piece] = []
        while !isAtBoundary { pieces.append(try piece()) }
        return pieces
    }

    /// The regular expression that stands here without quotes, up to a blank or a parenthesis it did not open.
    mutating func pattern() -> [Piece] {
        var pieces: [Piece] = []
        var depth = 0
        var isInClass = false
        while let scalar = peek(), !scalar.properties.isWhitespace {
            let isEscaped = pieces.last?.text == "\\" && pieces.reversed().prefix { $0.text == "\\" }.count % 2 == 1
            if !isEscaped {
                if scalar == "[" { isInClass = true }
                if scalar == "]" { isInClass = false }
                if scalar == "(", !isInClass { depth += 1 }
                if scalar == ")", !isInClass { depth -= 1 }
                if depth < 0 { break }
            }
            pieces.append(Piece(text: String(scalar), isQuoted: false, position: position))
            position += 1
        }
        return pieces
    }

    private mutating func piece() throws(QueryError.Problem) -> Piece {
        let start = position
        guard take("\"") else {
            position += 1
            return Piece(text: String(scalars[start]), isQuoted: false, position: start)
        }
        var text = String.UnicodeScalarView()
        while let scalar = peek() {
            position += 1
            if scalar == "\"" { return Piece(text: String(text), isQuoted: true, position: start) }
            let isEscape = scalar == "\\" && isEscapable(at: position)
            text.append(isEscape ? scalars[position] : scalar)
            if isEscape { position += 1 }
        }
        throw QueryError.Problem(.closingQuote, at: start, isUnfinished: true)
    }

    /// Whether a backslash before this position stands for what is there: only quotes and backslashes need one.
    func isEscapable(at position: Int) -> Bool {
        position < scalars.count && (scalars[position] == "\"" || scalars[position] == "\\")
    }

    /// What stands here, for a message: a word, an operator or a parenthesis.
    func found(at start: Int) -> String? {
        guard start < scalars.count else { return nil }
        guard !scalars[start].properties.isWhitespace else { return " " }
        if scalars[start] == "(" || scalars[start] == ")" { return String(scalars[start]) }
        let isOperator = Self.operatorScalars.contains(scalars[start])
        let run = scalars[start...].prefix { scalar in
            isOperator
                ? Self.operatorScalars.contains(scalar)
                : !scalar.properties.isWhitespace && scalar != "(" && scalar != ")"
        }
        return Self.text(run.prefix(24))
    }

    /// The column of a position, counted from 1 in characters as they are shown.
    func column(of position: Int) -> Int {
        Self.text(scalars.prefix(position)).count + 1
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension [QueryScanner.Piece] {
    /// The text of all pieces.
    var text: String {
        var view = String.UnicodeScalarView()
        for piece in self { view.append(contentsOf: piece.text.unicodeScalars) }
        return String(view)
    }

    /// Whether a part of it was quoted.
    var hasQuotes: Bool { contains(where: \.isQuoted) }
}
