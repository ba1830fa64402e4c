/// Why a test could not be set up, or what a wait saw when its time was over, in words for the person reading the log.
public struct TestSupportError: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// Creates an error that reads as the given sentence.
    public init(_ description: String) {
        self.description = description
    }
}
