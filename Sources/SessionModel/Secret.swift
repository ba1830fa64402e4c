/// Text that must not show: describing it gives asterisks.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The secret itself.
    public let revealed: String

    /// Creates a secret.
    public init(_ text: String) { revealed = text }

    public var description: String { "********" }
    public var debugDescription: String { "********" }
}
