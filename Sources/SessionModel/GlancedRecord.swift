/// What passes a glance, as a record of its own.
public enum GlancedRecord {
    /// The record: its key, content, and the store's expiry and modification time as `RecordGlance` gives them.
    public static func record(
        _ key: SessionKey, _ content: UnsafeRawBufferPointer, _ expiry: Int64, _ modified: Int64
    ) -> StoredRecord {
        StoredRecord(
            key: key, content: .bytes(Array(content)), expiry: Deadline(tableValue: expiry),
            modified: modified == RowFacts.unknown ? nil : Timestamp(milliseconds: modified))
    }
}
