/// One character cell: a character of the screen with up to three marks on it, what it means, and whether its row
/// is selected.
///
/// A wide character takes two cells: one that holds it and one that continues it.
public struct Cell: Equatable, Sendable {
    // Low to high: 21 bits scalar, 8 bits role, then the flags. One comparison of two words compares two cells.
    @usableFromInline var bits: UInt64
    @usableFromInline var markBits: UInt64

    @usableFromInline static let selectedBit: UInt64 = 1 << 32
    @usableFromInline static let wideBit: UInt64 = 1 << 33
    @usableFromInline static let continuationBit: UInt64 = 1 << 34

    /// An empty cell.
    public static let blank = Cell(" ")

    /// Creates a cell one column wide.
    @inlinable
    public init(_ scalar: Unicode.Scalar, role: Role = .text, selected: Bool = false) {
        bits = UInt64(scalar.value) | UInt64(role.rawValue) << 21 | (selected ? Cell.selectedBit : 0)
        markBits = 0
    }

    /// The character, without its marks.
    @inlinable
    public var scalar: Unicode.Scalar { Unicode.Scalar(UInt32(bits & 0x1F_FFFF)) ?? " " }

    /// What the cell means.
    @inlinable
    public var role: Role {
        get { Role(rawValue: UInt8(truncatingIfNeeded: bits >> 21)) ?? .text }
        set { bits = bits & ~(0xFF << 21) | UInt64(newValue.rawValue) << 21 }
    }

    /// Whether the cell belongs to a selected row.
    @inlinable
    public var isSelected: Bool {
        get { bits & Cell.selectedBit != 0 }
        set { bits = newValue ? bits | Cell.selectedBit : bits & ~Cell.selectedBit }
    }

    /// Whether the cell's character also takes the next cell.
    @inlinable
    public var isWide: Bool { bits & Cell.wideBit != 0 }

    /// Whether the cell is the right half of the character before it.
    @inlinable
    public var isContinuation: Bool { bits & Cell.continuationBit != 0 }

    /// The marks on the character in one number, 21 bits each, the first one lowest.
    @inlinable
    public var packedMarks: UInt64 { markBits }

    /// The marks on the character, at most three.
    public var marks: [Unicode.Scalar] {
        guard markBits != 0 else { return [] }
        return (0..<3).compactMap { index in
            let value = UInt32(markBits >> (UInt64(index) * 21) & 0x1F_FFFF)
            return value == 0 ? nil : Unicode.Scalar(value)
        }
    }

    /// The character with its marks; empty for a continuation.
    public var text: String {
        if isContinuation { return "" }
        var text = String(Character(scalar))
        text.unicodeScalars.append(contentsOf: marks)
        return text
    }

    /// Role and selection as one number: the role's raw value, and 256 more when selected. Cells with equal numbers
    /// look the same.
    @inlinable
    public var look: Int { Int(bits >> 21 & 0xFF | bits >> 24 & 0x100) }

    /// Makes this the left half of a wide character and gives the right half.
    mutating func widen() -> Cell {
        bits |= Cell.wideBit
        var half = self
        half.bits = bits & ~(Cell.wideBit | 0x1F_FFFF) | Cell.continuationBit | 0x20
        return half
    }

    /// Puts a mark on the character; a fourth one is dropped.
    mutating func add(mark: Unicode.Scalar) {
        for shift in [UInt64(0), 21, 42] where markBits >> shift & 0x1F_FFFF == 0 {
            markBits |= UInt64(mark.value) << shift
            return
        }
    }

    /// Empties the cell but keeps what it means.
    mutating func erase() {
        bits = bits & ~(Cell.wideBit | Cell.continuationBit | 0x1F_FFFF) | 0x20
        markBits = 0
    }
}
