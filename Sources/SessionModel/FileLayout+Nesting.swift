extension FileLayout {
    /// Which directories a framework puts between the store's directory and a file: they follow from the file's name.
    public enum Nesting: Hashable, Sendable {
        /// None: every file is in the directory itself.
        case flat
        /// As many as the application is set to, each named by one character of the stem, from the first on.
        case leadingCharacters
        /// Two, each named by three upper-case hexadecimal digits of the Adler-32 of the file's name: its lowest twelve
        /// bits, and the twelve above them.
        case checksum

        /// How many directories of a checksum there are.
        private static let checksumLevels = 2

        /// How many directories there are above a file.
        ///
        /// - Parameter depth: What the application is set to, where it is set to something.
        public func levels(depth: Int) -> Int {
            switch self {
            case .flat: 0
            case .leadingCharacters: depth
            case .checksum: Self.checksumLevels
            }
        }

        /// Whether the framework makes a directory that it finds missing, or requires it to be there.
        public var makesDirectories: Bool { self == .checksum }

        /// Whether a directory's name can be one of these.
        public func mayName(_ name: UnsafeRawBufferPointer) -> Bool {
            switch self {
            case .flat: false
            case .leadingCharacters: name.count == 1 && StemShape.Alphabet.php.holds(name[0])
            case .checksum: name.count == 3 && name.allSatisfy(\.isUpperHexDigit)
            }
        }

        /// The directories of a file, outermost first, with slashes between them; empty for none, nil where the name
        /// is too short to have them.
        func directories(of name: UnsafeRawBufferPointer, stem: Range<Int>, depth: Int) -> String? {
            switch self {
            case .flat: return ""
            case .leadingCharacters:
                // An id of no more characters than there are levels is refused by PHP itself.
                guard depth < stem.count else { return nil }
                return name[stem].prefix(depth).map { String(decoding: [$0], as: UTF8.self) }.joined(separator: "/")
            case .checksum:
                let sum = Adler32.sum(of: name)
                return "\(Self.digits(sum & 0xFFF))/\(Self.digits(sum >> 12 & 0xFFF))"
            }
        }

        private static func digits(_ number: UInt32) -> String {
            let digits = String(number, radix: 16, uppercase: true)
            return String(repeating: "0", count: 3 - digits.count) + digits
        }
    }
}

extension UInt8 {
    /// Whether the byte is one of `0–9 A–F`.
    fileprivate var isUpperHexDigit: Bool { (48...57).contains(self) || (65...70).contains(self) }
}
