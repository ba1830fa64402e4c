internal import SessionModel

/// What Ruby's `Marshal` writes, version 4.8: to be looked at only.
///
/// Read as data: no class is looked up, no object made and no method of one called. (Ruby's `doc/marshal.rdoc` describes
/// the format, `marshal.c` in which order values are numbered; run with Ruby 3.1.)
struct Marshal: ViewOnlySerialization {
    private static let rule =
        "Ruby's Marshal counts its values and names classes to be made again, so it is shown without being loaded and"
        + " never rewritten; the session can be "
    static let lock = rule + "given more time and ended."
    /// Said of a session whose end nothing keeps.
    static let lockWithoutEnd = rule + "ended."

    let name = "Ruby Marshal"

    /// Which of its values is the payload.
    var form = Form.value

    /// Which of the values is the payload.
    enum Form {
        /// The value itself.
        case value
        /// What stands in an entry of Rails' cache: an object of a class of its own, or an array from 7.0 on.
        case cacheEntry
    }

    /// Whether bytes begin as it does.
    static func begins(_ bytes: some Collection<UInt8>) -> Bool { bytes.count > 2 && bytes.starts(with: [4, 8]) }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        var reader = MarshalReader(tree.bytes)
        let root = try reader.run()
        let (heap, payload) = try payload(root, of: reader.heap)
        var writer = MarshalWriter(heap)
        try writer.write(payload, into: &tree)
        tree.lock = Self.lock
    }

    /// The payload's number, and the values it is one of: a compressed one is a record of its own.
    private func payload(
        _ root: Int32, of heap: MarshalHeap
    ) throws(SerializationError) -> (MarshalHeap, Int32) {
        guard form == .cacheEntry else { return (heap, root) }
        if let first = heap.first(of: root) { return (heap, first) }
        guard let value = heap.member("@value", of: root) else { return (heap, root) }
        guard let isCompressed = heap.member("@compressed", of: root), heap.isTrue(isCompressed),
            let text = heap.textRange(of: value)
        else { return (heap, value) }
        let packed = Array(heap.bytes[text])
        guard let content = try? Inflater.inflate(packed, limit: Inflater.limit(of: packed)) else {
            throw SerializationError("expected what zlib writes", at: text.lowerBound)
        }
        var reader = MarshalReader(content)
        let inner = try reader.run()
        return (reader.heap, inner)
    }
}
