/// Memory that one file after the other is read into.
final class ReadBuffer {
    /// The most of a file that a glance is given.
    static let limit = 1 << 20

    /// The memory itself; it lives as long as this object and until `grow`.
    private(set) var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    deinit {
        bytes.deallocate()
    }

    /// Makes room for a file, keeping what was read of it.
    func grow(to size: Int) {
        let count = min(max(size, bytes.count), Self.limit)
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        grown.copyMemory(from: UnsafeRawBufferPointer(bytes))
        bytes.deallocate()
        bytes = grown
    }
}
