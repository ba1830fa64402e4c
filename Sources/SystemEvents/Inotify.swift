internal import Glibc

/// The kernel's reports of what happens in directories. Stands on `inotify(7)`; closed with its owner.
public struct Inotify: ~Copyable {
    /// Something that happened.
    public struct Event {
        /// Which watch reports it; -1 for the queue itself.
        public let watch: Int32
        /// What happened, as the flags `IN_…`.
        public let mask: UInt32
        /// The name in the directory; empty for the directory itself. Good only during the call.
        public let name: UnsafeRawBufferPointer
    }

    /// Readable when there are reports. Owned by this value: do not close it.
    public let descriptor: Int32

    /// Asks the kernel for a queue.
    ///
    /// - Throws: `SystemEventError` when the process or the user has none left.
    public init() throws(SystemEventError) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw SystemEventError(call: "inotify_init1") }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Watches a directory for the events `IN_…` of a mask; the watch's number.
    ///
    /// - Throws: `SystemEventError` when it is no directory, or no watch is left.
    public func add(_ path: String, _ mask: UInt32) throws(SystemEventError) -> Int32 {
        let watch = inotify_add_watch(descriptor, path, mask | UInt32(IN_ONLYDIR))
        guard watch >= 0 else { throw SystemEventError(call: "inotify_add_watch") }
        return watch
    }

    /// Reads the reports there are into a buffer, without waiting; whether there were any.
    public func read(_ buffer: UnsafeMutableRawBufferPointer, _ body: (Event) -> Void) -> Bool {
        let length = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
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
