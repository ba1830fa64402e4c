internal import SessionModel

/// A name within the directory, checked once: it leads nowhere else.
struct FileName: Hashable, Sendable {
    private let terminated: [CChar]

    /// The name's bytes.
    var bytes: [UInt8] { terminated.dropLast().map(UInt8.init(bitPattern:)) }

    /// The name as the key of its session.
    var key: SessionKey { SessionKey(bytes: bytes) }

    /// Checks a name; nil when it is empty, too long for any file system, `.` or `..`, or holds a slash or a NUL.
    init?(_ bytes: [UInt8]) {
        guard (1...255).contains(bytes.count), !bytes.contains(0), !bytes.contains(UInt8(ascii: "/")),
            bytes != [UInt8(ascii: ".")], bytes != [UInt8(ascii: "."), UInt8(ascii: ".")]
        else { return nil }
        terminated = bytes.map(CChar.init(bitPattern:)) + [0]
    }

    private init(own text: String) {
        terminated = text.utf8CString.map { $0 }
    }

    /// A fresh name for a file of our own that no framework's collector picks up.
    static func temporary() -> FileName {
        FileName(own: temporaryPrefix + String(UInt64.random(in: 1...UInt64.max), radix: 16) + temporarySuffix)
    }

    /// Whether a name is one that `temporary()` makes.
    static func isTemporary(_ name: some Sequence<UInt8>) -> Bool {
        let name = Array(name)
        return name.starts(with: temporaryPrefix.utf8) && name.reversed().starts(with: temporarySuffix.utf8.reversed())
    }

    private static let temporaryPrefix = ".curfew-"
    private static let temporarySuffix = ".tmp"

    /// Calls `body` with the name as the system takes it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        terminated.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("a file name has at least one byte") }
            return body(start)
        }
    }
}
