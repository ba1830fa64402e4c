internal import Glibc
internal import SessionModel
internal import StoreKit

/// A file of our own that is made ready beside a session's file, to take its place or its name in one step.
struct TemporaryFile: ~Copyable {
    let name: FileName
    let file: Descriptor
    private let directory: Directory
    private var isLeft = false

    /// Creates an empty file that only we can read.
    init(in directory: Directory) throws(SystemFailure) {
        let name = FileName.temporary()
        file = try directory.create(name)
        self.name = name
        self.directory = directory
    }

    deinit {
        if !isLeft { try? directory.remove(name) }
    }

    /// Leaves what is under the name alone from now on: it may be somebody else's.
    mutating func leave() {
        isLeft = true
    }

    /// Writes all of a content, gives the file its owner and rights (nil leaves it ours alone), and has it reach the
    /// disk.
    func fill(_ content: [UInt8], _ ownership: FileOwnership?, modified: FileTime?) throws(SystemFailure) {
        try write(content)
        try ownership?.carry(to: file)
        if let modified { try file.setModified(modified) }
        _ = try checkedErrno(fsync(file.number), .writing)
    }

    private func write(_ content: [UInt8]) throws(SystemFailure) {
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { bytes in
                Glibc.write(file.number, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            written += try checkedErrno(count, .writing)
        }
    }
}
