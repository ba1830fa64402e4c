/// How many colours a terminal has.
public enum ColorDepth: Int, CaseIterable, Comparable, Sendable {
    /// None: meaning is carried by bold, dim, underline and reverse.
    case mono
    case eight
    case sixteen
    case palette256
    case trueColor

    /// Whether it has fewer colours.
    public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The greatest depth that this number of colours allows.
    public init(colors: Int) {
        switch colors {
        case ..<8: self = .mono
        case 8..<16: self = .eight
        case 16..<256: self = .sixteen
        case 256..<(1 << 24): self = .palette256
        default: self = .trueColor
        }
    }
}
