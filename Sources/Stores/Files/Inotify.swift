internal import Glibc

/// The kernel's reports of what happens in a directory.
struct Inotify: ~Copyable {
    /// Something that happened.
    struct Event {
        /// Which watch reports it; -1 for the queue itself.
        let watch: Int32
        let mask: UInt32
        /// The name in the directory; empty for the directory itself.
        let name: UnsafeRawBufferPointer
    }

    private let file: Descriptor
    /// Readable when there are reports.
    var descriptor: Int32 { file.number }

    /// Asks the kernel for a queue.
    init() throws(SystemFailure) {
        file = Descriptor(
            try checkedErrno(inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)), .watching))
    }

    /// Watches a directory; the watch's number.
    func add(_ path: String, _ mask: UInt32) throws(SystemFailure) -> Int32 {
        try checkedErrno(inotify_add_watch(file.number, path, mask | UInt32(IN_ONLYDIR)), .watching)
    }

    /// Reads the reports there are, without waiting; whether there were any. Names are good only during the call.
    func read(_ buffer: UnsafeMutableRawBufferPointer, _ body: (Event) -> Void) -> Bool {
        let length = Glibc.read(file.number, buffer.baseAddress, buffer.count)
        guard length > 0 else { return false }
        var start = 0
        while start + Self.headerSize <= length {
            let nameSize = Int(buffer.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
            let next = start + Self.headerSize + nameSize
            let field = UnsafeRawBufferPointer(rebasing: buffer[start + Self.headerSize..<next])
            let end = field.firstIndex(of: 0) ?? field.count
            body(
                Event(
                    watch: buffer.loadUnaligned(fromByteOffset: start, as: Int32.self),
                    mask: buffer.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self),
                    name: UnsafeRawBufferPointer(rebasing: field[..<end])))
            start = next
        }
        return true
    }

    /// The watch, the mask, the cookie, and the length of the name.
    private static let headerSize = 16
}
