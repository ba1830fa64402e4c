/// Why bytes are not what a serialization writes, and where.
struct SerializationError: Error, Hashable, Sendable {
    /// What is wrong, as the end of a sentence.
    var explanation: String
    /// Where, in bytes from the start.
    var offset: Int

    init(_ explanation: String, at offset: Int) {
        self.explanation = explanation
        self.offset = offset
    }
}
