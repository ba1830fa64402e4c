/// The names of a listing, one behind the other: no object a name.
struct NameList: Sendable {
    /// The names, each with a NUL behind it.
    private var bytes: [UInt8] = []
    /// Where each name begins.
    private var starts: [UInt32] = []
    private var kinds: [UInt8] = []
    /// Whether names may be in directories below the store's.
    var isNested = false

    /// How many names there are.
    var count: Int { starts.count }

    /// Creates an empty list with room for names that take `capacity` bytes.
    init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
        // Few names are shorter than an id in hexadecimal digits.
        starts.reserveCapacity(capacity / 32)
        kinds.reserveCapacity(capacity / 32)
    }

    /// Adds a name.
    mutating func append(_ name: UnsafeRawBufferPointer, _ kind: Listing.Kind) {
        starts.append(UInt32(bytes.count))
        kinds.append(kind.rawValue)
        bytes.append(contentsOf: name)
        bytes.append(0)
    }

    /// Calls `body` with each name of `range`, which a NUL follows, until it says to stop.
    ///
    /// - Parameter body: Gives whether to go on.
    func forEach(in range: Range<Int>, _ body: (UnsafeRawBufferPointer, Listing.Kind) -> Bool) {
        bytes.withUnsafeBytes { bytes in
            for index in range {
                let end = index + 1 < starts.count ? Int(starts[index + 1]) : bytes.count
                let name = UnsafeRawBufferPointer(rebasing: bytes[Int(starts[index])..<end - 1])
                guard body(name, Listing.Kind(rawValue: kinds[index]) ?? .unknown) else { return }
            }
        }
    }
}
