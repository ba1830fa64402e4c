internal import CLinux

/// What a character may do on a screen. The one place that decides it: text width, drawing and `Printable` ask here.
enum ScalarClass: Equatable {
    /// Stands in one column.
    case narrow
    /// Stands in two columns.
    case wide
    /// Sits on the character before it.
    case mark
    /// Chooses how the emoji before it looks; takes no place.
    case selector
    /// A control, or something that hides or reorders text: never shown as it is.
    case hidden

    @inline(__always)
    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300: self = .narrow
        case 0x2026, 0x2500..<0x25FB: self = .narrow
        case 0x4E00..<0x9FA0, 0xAC00..<0xD7A0: self = .wide
        default: self = ScalarClass.lookUp(scalar)
        }
    }

    /// Columns taken: 0, 1 or 2; one for what is replaced by a substitute.
    @inline(__always)
    var columns: Int {
        switch self {
        case .narrow, .hidden: 1
        case .wide: 2
        case .mark, .selector: 0
        }
    }

    @inline(never)
    private static func lookUp(_ scalar: Unicode.Scalar) -> ScalarClass {
        if scalar.value == 0xFE0E || scalar.value == 0xFE0F { return .selector }
        if scalar.properties.isDefaultIgnorableCodePoint { return .hidden }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return .hidden
        case .spaceSeparator:
            if scalar.value == 0xA0 { return .narrow }
            if scalar.value == 0x3000 { return .wide }
            return .hidden
        default:
            return byWidth(scalar)
        }
    }

    private static func byWidth(_ scalar: Unicode.Scalar) -> ScalarClass {
        switch clinux_wcwidth(scalar.value) {
        case 0: .mark
        case 1: .narrow
        case 2: .wide
        default: .hidden
        }
    }
}
