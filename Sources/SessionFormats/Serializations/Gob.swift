internal import SessionModel

/// What Go's `encoding/gob` writes: to be looked at only.
///
/// A gob describes its types before its values, so it is read without knowing the program's; nothing is made of them.
/// (The package's documentation describes the format; run with Go 1.19.)
struct Gob: ViewOnlySerialization {
    static let lock =
        "Go's gob writes the types of its values before them, so another value could need another type: it is shown and"
        + " never rewritten; the session can be given more time and ended."

    let name = "Go gob"

    /// Which of its values is the payload.
    var form = Form.value

    /// Which of the values is the payload.
    enum Form {
        /// The value itself.
        case value
        /// The field `Values` of scs' struct, beside which `Deadline` stands.
        case scs
    }

    /// Whether bytes begin with a message of a type's definition or a value that takes up no more than there is.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        var reader = GobReader(bytes)
        return reader.beginsWell
    }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        var reader = GobReader(tree.bytes)
        try reader.run(form, into: &tree)
        tree.lock = Self.lock
    }
}
