/// A layout of keys made ready for being asked of very many: where in each of them the stem begins.
///
/// A class, as a layout that is copied for each key costs more than looking at the key.
public final class KeyMatcher: Sendable {
    /// What the layout says.
    public let layout: KeyValueLayout
    private let lead: Lead
    private let stem: StemShape
    private let locksBehind: [[UInt8]]
    private let locksBefore: [[UInt8]]

    private enum Lead {
        case exactly([UInt8])
        case endingIn([UInt8])
        case anything
    }

    /// Makes a layout ready.
    public init(_ layout: KeyValueLayout) {
        self.layout = layout
        stem = layout.stem
        lead =
            switch layout.lead {
            case .exactly(let prefix): .exactly(Array(prefix.utf8))
            case .endingIn(let mark): .endingIn(Array(mark.utf8))
            case .anything: .anything
            }
        var locks: (behind: [[UInt8]], before: [[UInt8]]) = ([], [])
        for lock in layout.locks {
            switch lock {
            case .behind(let mark): locks.behind.append(Array(mark.utf8))
            case .before(let mark): locks.before.append(Array(mark.utf8))
            }
        }
        (locksBehind, locksBefore) = locks
    }

    /// Where the stem begins in a key; nil for a key of another layout. Allocates nothing.
    public func stemStart(in key: UnsafeRawBufferPointer) -> Int? {
        let start =
            switch lead {
            case .exactly(let prefix): prefix.withUnsafeBytes { stem.start(in: key, behind: $0) }
            case .endingIn(let mark): mark.withUnsafeBytes { stem.start(in: key, behindLast: $0) }
            case .anything: stem.start(in: key)
            }
        guard let start, !(locksBehind.isEmpty && locksBefore.isEmpty) else { return start }
        return isLock(UnsafeRawBufferPointer(rebasing: key[start...])) ? nil : start
    }

    /// Whether a key is one of the layout's.
    public func claims(_ key: UnsafeRawBufferPointer) -> Bool { stemStart(in: key) != nil }

    private func isLock(_ stem: UnsafeRawBufferPointer) -> Bool {
        locksBehind.contains { stem.ends(with: $0) } || locksBefore.contains { stem.begins(with: $0) }
    }
}
