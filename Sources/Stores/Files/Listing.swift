internal import CFiles
internal import Glibc

/// The names of a directory, read in large gulps (getdents64), each listing from the start.
struct Listing: ~Copyable {
    /// What the directory says a name stands for.
    enum Kind: UInt8 {
        case regular
        case directory
        case foreign
        /// The file system does not say; the file has to be asked.
        case unknown

        fileprivate init(_ type: UInt8) {
            switch Int(type) {
            case 8: self = .regular
            case 4: self = .directory
            case 0: self = .unknown
            default: self = .foreign
            }
        }
    }

    private let directory: Descriptor

    /// Opens a listing of a directory.
    init(of directory: Directory) throws(SystemFailure) {
        self.directory = Descriptor(
            try checkedErrno(openat(directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), .listing))
    }

    /// Reads one gulp of names, none of them `.` or `..`; whether there may be more.
    ///
    /// - Parameter body: Is given a name that is followed by a NUL, good only during the call.
    func next(
        _ buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer, Kind) -> Void
    ) throws(SystemFailure) -> Bool {
        let length = try checked(
            curfew_files_entries(directory.number, buffer.baseAddress, buffer.count), .listing)
        var entry = 0
        while entry + Self.nameOffset < length {
            let size = Int(buffer.loadUnaligned(fromByteOffset: entry + 16, as: UInt16.self))
            let kind = Kind(buffer.load(fromByteOffset: entry + 18, as: UInt8.self))
            let start = entry + Self.nameOffset
            var end = start
            while buffer[end] != 0 { end += 1 }
            let name = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
            if !Self.isSelfOrParent(name) { body(name, kind) }
            entry += size
        }
        return length > 0
    }

    /// Reads all names, until `body` says that it has enough.
    ///
    /// - Parameter body: Gives whether to go on.
    func forEach(_ body: (UnsafeRawBufferPointer, Kind) -> Bool) throws(SystemFailure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var goesOn = true
        while goesOn, try next(buffer, { name, kind in if goesOn { goesOn = body(name, kind) } }) {}
    }

    /// Where the name begins in an entry: behind the inode, the offset, the length and the type.
    private static let nameOffset = 19

    private static func isSelfOrParent(_ name: UnsafeRawBufferPointer) -> Bool {
        name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") }
    }
}
