public import SessionModel
public import StoreKit

/// What takes an act back. It holds whole records, so it stays in memory.
public enum UndoStep: Hashable, Sendable {
    /// Brings ended records back.
    case restore([ArchivedRecord])
    /// Ends restored records again, if they are still what was restored.
    case end([EndRequest])
    /// Writes back what was there, if the record is still what the act left.
    case write(RecordWrite)
    /// Moves a record back under its old key, and its companions with it.
    case move(from: SessionKey, to: SessionKey, expecting: Revision, companions: [CompanionStep])
    /// Takes several steps, in order.
    case several([UndoStep])
}
