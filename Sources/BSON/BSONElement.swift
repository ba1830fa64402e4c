/// A named value of a document: what kind it is, and where its parts stand in the bytes that were read.
public struct BSONElement: Hashable, Sendable {
    /// The kind of value.
    public var type: BSONType
    /// Where the name stands, without the zero byte behind it.
    public var name: Range<Int>
    /// Where the value stands.
    public var value: Range<Int>

    /// Where all of it stands, type and name included.
    public var whole: Range<Int> { (name.lowerBound - 1)..<value.upperBound }

    /// Creates an element.
    public init(type: BSONType, name: Range<Int>, value: Range<Int>) {
        self.type = type
        self.name = name
        self.value = value
    }
}
