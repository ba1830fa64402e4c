internal import Glibc
internal import SessionModel

/// Standard output, for data: gathered, and written in large pieces.
///
/// When nobody reads any more, the rest goes nowhere, and the verb ends with the code for what it did.
struct DataOutput {
    /// Whether the verb has nothing left to do when nobody reads any more, as one that only goes on listing or following.
    var endsWhenClosed: Bool
    private var pending: [UInt8] = []
    private var isClosed = false
    private static let capacity = 1 << 16

    /// Creates an output; that of a verb which has an outcome of its own to tell is the usual one.
    init(endsWhenClosed: Bool = false) {
        self.endsWhenClosed = endsWhenClosed
    }

    /// Adds bytes as they are.
    mutating func write(_ bytes: some Collection<UInt8>) throws(Failure) {
        pending.append(contentsOf: bytes)
        if pending.count >= Self.capacity { try flush() }
    }

    /// Whether a person's terminal shows it, so that a store's bytes may not go there as they are.
    static var isSeen: Bool { isatty(1) == 1 }

    /// Adds a line of a store's text: as it is into a pipe or a file, made visible on a terminal.
    mutating func line(ofStore text: String) throws(Failure) {
        try line(Self.isSeen ? SafeText.line(text) : text)
    }

    /// Adds a line.
    mutating func line(_ text: String) throws(Failure) {
        pending.append(contentsOf: text.utf8)
        try write(CollectionOfOne(10))
    }

    /// Adds a value as a line of JSON.
    mutating func line(_ value: JSONValue) throws(Failure) {
        try write(value.bytes + [10])
    }

    /// Writes out what was gathered.
    ///
    /// - Throws: `Failure.outputClosed` when nobody reads any more and that ends the verb.
    mutating func flush() throws(Failure) {
        var rest = pending[...]
        pending = []
        while !rest.isEmpty, !isClosed {
            let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EPIPE {
                isClosed = true
                guard !endsWhenClosed else { throw .outputClosed }
                return
            }
            guard count > 0 else {
                throw Failure(.failed, "The output can't be written: \(String(cString: strerror(errno))).")
            }
            rest = rest.dropFirst(count)
        }
    }
}
