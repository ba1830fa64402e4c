extension [UInt8] {
    /// Appends bytes as one block: `append(contentsOf:)` takes those of a raw buffer one by one, which a listing of a
    /// million keys has no time for.
    @inlinable
    public mutating func append(copying bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { append(contentsOf: $0) }
    }
}
