/// Follows a text scalar by scalar and says what each one adds: a cell, a mark on the cell before, or nothing.
struct ClusterTracker {
    /// Marks that a cell keeps; the rest of a flood is dropped.
    static let markLimit = 3

    enum Addition {
        case cell(columns: Int)
        case substitute
        case mark
        case nothing
    }

    private var marks = 0
    private var hasBase = false
    private var baseTakesSelector = false

    @inline(__always)
    mutating func addition(of scalar: Unicode.Scalar) -> Addition {
        switch ScalarClass(scalar) {
        case .narrow: return begin(.cell(columns: 1), scalar)
        case .wide: return begin(.cell(columns: 2), scalar)
        case .hidden: return begin(.substitute, nil)
        case .mark:
            guard hasBase else { return begin(.substitute, nil) }
            marks += 1
            return marks <= ClusterTracker.markLimit ? .mark : .nothing
        case .selector:
            return baseTakesSelector ? .nothing : begin(.substitute, nil)
        }
    }

    mutating func columns(of scalar: Unicode.Scalar) -> Int {
        switch addition(of: scalar) {
        case .cell(let columns): columns
        case .substitute: 1
        case .mark, .nothing: 0
        }
    }

    @inline(__always)
    private mutating func begin(_ addition: Addition, _ base: Unicode.Scalar?) -> Addition {
        marks = 0
        hasBase = base != nil
        baseTakesSelector = base.map(ClusterTracker.takesSelector) ?? false
        return addition
    }

    /// Whether a selector may choose how a character looks: an emoji, of which there is none in Latin text or among
    /// the characters that lines and bars are drawn with.
    @inline(__always)
    private static func takesSelector(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0xFF, 0x2500..<0x25AA, 0x25AC..<0x25B6, 0x25C1..<0x25FB: false
        default: scalar.properties.isEmoji
        }
    }
}
