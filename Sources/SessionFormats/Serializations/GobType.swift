/// A type that a gob describes, or one that every program knows.
enum GobType {
    case boolean, whole, natural, float, bytes, text, complex
    /// Any value, with its type in front.
    case any
    /// Elements of one type; so many of them, or as many as there are.
    case list(Int)
    case map(key: Int, value: Int)
    /// Fields by their numbers, from 1 on; where a field's name stands, and its type.
    case structure(name: Range<Int>, fields: [Field])
    /// What writes itself as bytes.
    case opaque(name: Range<Int>)

    struct Field {
        var name: Range<Int>
        var type: Int
    }

    /// The types that have a number without being described.
    static let known: [Int: GobType] = [
        1: .boolean, 2: .whole, 3: .natural, 4: .float, 5: .bytes, 6: .text, 7: .complex, 8: .any,
    ]
}
