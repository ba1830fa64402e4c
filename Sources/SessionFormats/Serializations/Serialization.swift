internal import SessionModel

/// A way of writing values as bytes that is not JSON: PHP's serialize, MessagePack, BSON …
///
/// Reading never runs or creates anything of the language's: what JSON has not is shown as it is named, and kept.
protocol Serialization: Sendable {
    /// Its name for people.
    var name: String { get }

    /// Reads one value, which must be all of the bytes, into the tree. Bounded in depth and number of values.
    func read(into tree: inout SerializedTree) throws(SerializationError)

    /// A text, number, boolean or null as it is written.
    ///
    /// - Parameter tag: The type of the value that stood there before, whose kind of writing is kept where the new
    ///   value has one such; nil for a new value.
    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8]

    /// The key or the number of a member as it is written in a container; nothing where none is written.
    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8]

    /// A container round its members, each of them written already, keys in front.
    ///
    /// - Parameter old: What stood there before and how it was written, when that was a container of this kind.
    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8]
}

extension Serialization {
    /// The payload in some bytes, and why it may not be edited; nil when it may.
    func reading(_ bytes: [UInt8]) throws(FormatError) -> (payload: Payload, lock: String?) {
        let (tree, payload) = try decoded(bytes)
        return (payload, tree.lock)
    }

    /// The bytes with an edited payload in them: what the edit left alone stays byte for byte.
    func writing(_ edited: Payload, over bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        // What was there before is given up here, and not held while the new bytes are read.
        let written = try rewritten(edited, over: bytes)
        let back = try reading(written).payload
        guard back.root.saysTheSame(as: edited.root, toTheDouble: true) else {
            let lost = field(of: edited, lostIn: back)
            throw FormatError("\(name) can't hold \(lost), so it would be read back otherwise.")
        }
        return written
    }

    /// What would be lost of a payload, for people: the field, and what is in the way.
    private func field(of edited: Payload, lostIn back: Payload) -> String {
        guard let node = back.root.difference(from: edited.root) else { return "the payload as it is written here" }
        let place = node.path.steps.isEmpty ? "the payload" : "\"\(node.path)\""
        switch node.kind {
        case .number: return "the number in \(place) as it is written: it is too large or too fine"
        case .string: return "the text in \(place)"
        case .object, .array, .boolean, .null: return "\(place) as it is written"
        }
    }

    private func rewritten(_ edited: Payload, over bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        let (tree, before) = try decoded(bytes)
        if let lock = tree.lock { throw FormatError(lock) }
        if let twice = edited.duplicateKeys.first {
            throw FormatError("The key \"\(twice)\" is there twice, which \(name) can't hold.")
        }
        return try SerializedEdit(serialization: self, tree: tree).write(edited.root, over: before.root)
    }

    private func decoded(_ bytes: [UInt8]) throws(FormatError) -> (tree: SerializedTree, payload: Payload) {
        var tree = SerializedTree(over: bytes)
        do throws(SerializationError) {
            try read(into: &tree)
        } catch {
            throw FormatError("The record is no \(name): \(error.explanation) at byte \(error.offset).")
        }
        guard tree.isComplete else { throw FormatError("The record is no \(name): it ends in the middle of a value.") }
        do throws(PayloadSyntaxError) {
            return (tree, try Payload(parsing: tree.json))
        } catch {
            throw FormatError("The record is \(name), but can't be shown: \(error.explanation).")
        }
    }
}
