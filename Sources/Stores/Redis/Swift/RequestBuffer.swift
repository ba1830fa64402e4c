internal import Glibc

/// Commands on their way out, in the protocol's own form.
struct RequestBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    /// How many bytes are waiting.
    private(set) var count = 0

    /// Creates an empty buffer.
    init() {
        capacity = 64 * 1024
        base = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    /// What is waiting.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets what was waiting; a buffer that has become very large shrinks.
    mutating func removeAll() {
        count = 0
        guard capacity > 4 * 1024 * 1024 else { return }
        base.deallocate()
        capacity = 64 * 1024
        base = .allocate(byteCount: capacity, alignment: 16)
    }

    /// Adds bytes as they are.
    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        if capacity - count < bytes.count { grow(by: bytes.count) }
        memcpy(base + count, start, bytes.count)
        count += bytes.count
    }

    /// Adds bytes as they are.
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Adds an argument.
    @inline(__always)
    mutating func argument(_ bytes: UnsafeRawBufferPointer) {
        header(UInt8(ascii: "$"), bytes.count)
        append(bytes)
        lineEnd()
    }

    /// Adds an argument.
    mutating func argument(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { argument($0) }
    }

    /// Adds an argument.
    mutating func argument(_ text: some StringProtocol) {
        argument(Array(text.utf8))
    }

    /// Begins a command: how many arguments follow it, and its words.
    mutating func begin(_ command: Command, arguments: Int) {
        var name = command.rawValue
        // Most are one word, and of those there are hundreds in a batch.
        let isOneWord = name.withUTF8 { bytes in
            guard !bytes.contains(UInt8(ascii: " ")) else { return false }
            header(UInt8(ascii: "*"), 1 + arguments)
            argument(UnsafeRawBufferPointer(bytes))
            return true
        }
        guard !isOneWord else { return }
        let words = command.words
        header(UInt8(ascii: "*"), words.count + arguments)
        for word in words { argument(word) }
    }

    /// Adds `*n` or `$n` and the end of the line.
    @inline(__always)
    private mutating func header(_ kind: UInt8, _ number: Int) {
        if capacity - count < 32 { grow(by: 32) }
        base.storeBytes(of: kind, toByteOffset: count, as: UInt8.self)
        count += 1
        decimal(number)
        lineEnd()
    }

    @inline(__always)
    private mutating func lineEnd() {
        if capacity - count < 2 { grow(by: 2) }
        base.storeBytes(of: UInt8(ascii: "\r"), toByteOffset: count, as: UInt8.self)
        base.storeBytes(of: UInt8(ascii: "\n"), toByteOffset: count + 1, as: UInt8.self)
        count += 2
    }

    @inline(__always)
    private mutating func decimal(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            let digit = UInt8(truncatingIfNeeded: number / divisor % 10)
            base.storeBytes(of: UInt8(ascii: "0") + digit, toByteOffset: count, as: UInt8.self)
            count += 1
            divisor /= 10
        }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        capacity = max(capacity * 2, count + more + 64)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        memcpy(larger, base, count)
        base.deallocate()
        base = larger
    }
}
