public import SessionModel

/// A glance at records in which somebody else has found the fields already, in one look for several formats.
public struct FieldGlance: Sendable {
    /// Adds the row of a record that is a whole JSON object, as a `RecordGlance` does. `found` tells where in the content
    /// the value of each path stands (an empty range: not there); it is only good during the call.
    public typealias Look =
        @Sendable (
            _ key: UnsafeRawBufferPointer, _ content: UnsafeRawBufferPointer,
            _ found: UnsafeMutableBufferPointer<Range<Int>>, _ expiry: Int64, _ modified: Int64,
            _ page: inout RecordPage
        ) -> Void

    /// The fields it has to know of, as `FieldProbe` takes them.
    public let paths: [[String]]
    /// Adds a record's row.
    public let look: Look

    /// Creates a glance by fields.
    public init(paths: [[String]], look: @escaping Look) {
        self.paths = paths
        self.look = look
    }
}
