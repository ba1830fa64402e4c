extension StemShape {
    /// Where a stem of this shape begins in a key that begins with these bytes; nil for any other key.
    func start(in key: UnsafeRawBufferPointer, behind prefix: some BidirectionalCollection<UInt8>) -> Int? {
        guard key.begins(with: prefix) else { return nil }
        return checked(prefix.count, in: key)
    }

    /// Where a stem of this shape begins in a key, behind the last place where these bytes stand; nil for any other key.
    func start(in key: UnsafeRawBufferPointer, behindLast mark: some BidirectionalCollection<UInt8>) -> Int? {
        let length = mark.count
        guard let first = mark.first, key.count >= length else { return nil }
        for start in stride(from: key.count - length, through: 0, by: -1)
        where key[start] == first && UnsafeRawBufferPointer(rebasing: key[start...]).begins(with: mark) {
            return checked(start + length, in: key)
        }
        return nil
    }

    /// Where a stem of this shape begins in a key, whatever stands in front of it; nil for any other key, and where the
    /// length of the shape is not fixed.
    func start(in key: UnsafeRawBufferPointer) -> Int? {
        guard isFixed, key.count >= count.lowerBound else { return nil }
        return checked(key.count - count.lowerBound, in: key)
    }

    private func checked(_ start: Int, in key: UnsafeRawBufferPointer) -> Int? {
        fits(UnsafeRawBufferPointer(rebasing: key[start...])) ? start : nil
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the first bytes are these.
    func begins(with bytes: some BidirectionalCollection<UInt8>) -> Bool {
        // Of very many keys most differ in the first byte already.
        guard let first = bytes.first else { return true }
        return self.first == first && starts(with: bytes)
    }

    /// Whether the last bytes are these.
    func ends(with bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = bytes.last else { return true }
        return self.last == last && reversed().starts(with: bytes.reversed())
    }
}
