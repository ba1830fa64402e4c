public import SessionModel
public import StoreKit

/// Sessions that were saved to a file.
public struct ExportedFile: Sendable {
    /// The sessions that are in it.
    public var keys: [SessionKey]
    /// Puts what was really ended in the place of what was read before, where the two differ; why it could not.
    public var correct: @Sendable ([ArchivedRecord]) -> String?

    /// Creates one.
    public init(keys: [SessionKey], correct: @escaping @Sendable ([ArchivedRecord]) -> String?) {
        self.keys = keys
        self.correct = correct
    }
}
