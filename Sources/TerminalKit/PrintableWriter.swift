/// Builds a printable text scalar by scalar.
struct PrintableWriter {
    private var result = String.UnicodeScalarView()
    private var tracker = ClusterTracker()
    private var droppedMarks = 0

    mutating func append(_ scalar: Unicode.Scalar) {
        switch tracker.addition(of: scalar) {
        case .cell:
            endFlood()
            result.append(scalar)
        case .mark:
            result.append(scalar)
        case .substitute:
            endFlood()
            result.append(contentsOf: escape(scalar).unicodeScalars)
        case .nothing:
            if ScalarClass(scalar) == .mark { droppedMarks += 1 } else { result.append(scalar) }
        }
    }

    mutating func append(byte: UInt8) {
        endFlood()
        tracker = ClusterTracker()
        result.append(contentsOf: "\\x\(hex(UInt32(byte), digits: 2))".unicodeScalars)
    }

    mutating func finish() -> String {
        endFlood()
        return String(result)
    }

    /// Says how many marks were more than a character can carry.
    private mutating func endFlood() {
        guard droppedMarks > 0 else { return }
        result.append(contentsOf: "\\u{+\(droppedMarks) marks}".unicodeScalars)
        droppedMarks = 0
    }

    private func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x1B: "\\e"
        case 0..<0x20, 0x7F: "\\x\(hex(scalar.value, digits: 2))"
        default: "\\u{\(hex(scalar.value, digits: 1))}"
        }
    }

    private func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
