internal import SessionModel

/// A serialization that is only ever read: to write it would take more than putting other bytes in the place of some.
protocol ViewOnlySerialization: Serialization {
    /// Why it may not be edited, as a sentence.
    static var lock: String { get }
}

extension ViewOnlySerialization {
    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] { throw FormatError(Self.lock) }

    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8] {
        throw FormatError(Self.lock)
    }

    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8] {
        throw FormatError(Self.lock)
    }
}
