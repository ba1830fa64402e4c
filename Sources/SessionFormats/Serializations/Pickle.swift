internal import SessionModel

/// What Python's `pickle` writes, protocols 0 to 5: to be looked at only.
///
/// A pickle is a program; its instructions for plain data are followed, and what would call or look up anything is shown
/// by its name and never run. (Python's `pickletools` documents each instruction.)
struct Pickle: ViewOnlySerialization {
    static let lock =
        "Python's pickle is a program that builds its values, so it is shown without being run and never rewritten;"
        + " the session can be given more time and ended."

    let name = "Python pickle"

    /// Whether bytes begin and end as a pickle does: with its protocol, or before protocol 2 with a dictionary.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes.last == UInt8(ascii: ".") else { return false }
        if bytes[0] == 0x80 { return (2...5).contains(bytes[1]) }
        return bytes[0] == UInt8(ascii: "}") || bytes[0] == UInt8(ascii: "(") && bytes[1] == UInt8(ascii: "d")
    }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        var machine = PickleMachine(tree.bytes)
        let root = try machine.run()
        var writer = PickleWriter(machine.heap)
        try writer.write(root, into: &tree)
        tree.lock = Self.lock
    }
}
