internal import Glibc

/// The journal's file as long as it was at one moment, read in blocks: it only grows, so that what is read later is
/// what was there then, and nobody who writes has to wait.
final class JournalFile {
    private let descriptor: Int32
    private let path: String
    /// How long it was then, in bytes.
    let size: Int
    /// How much of it is read at once, in bytes.
    static let block = 1 << 18

    /// Opens it when nobody writes, so that it ends with a whole line, and keeps it so until ``unlock()``; nil where
    /// there is none.
    init?(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw JournalError(.notReadable, path: path, code: errno)
        }
        let size = flock(descriptor, LOCK_SH) == 0 ? lseek(descriptor, 0, SEEK_END) : -1
        guard size >= 0 else {
            let code = errno
            close(descriptor)
            throw JournalError(.notReadable, path: path, code: code)
        }
        self.descriptor = descriptor
        self.path = path
        self.size = Int(size)
    }

    deinit { close(descriptor) }

    /// Lets others write again.
    func unlock() { _ = flock(descriptor, LOCK_UN) }

    /// Gives its lines, the first from an offset on first, with where each ends, until one is answered with false.
    func forwards(from start: Int = 0, _ body: ([UInt8], _ end: Int) -> Bool) throws(JournalError) {
        var line: [UInt8] = []
        for start in stride(from: start, to: size, by: Self.block) {
            let block = try bytes(start..<min(start + Self.block, size))
            var parts = block.split(separator: 10, omittingEmptySubsequences: false)
            let unfinished = parts.removeLast()
            for part in parts {
                line += part
                if !line.isEmpty, !body(line, start + part.endIndex + 1) { return }
                line = []
            }
            line += unfinished
        }
        if !line.isEmpty { _ = body(line, size) }
    }

    /// Gives its lines, the last one first and none from before an offset, with where each begins, until one is
    /// answered with false.
    func backwards(to first: Int = 0, _ body: ([UInt8], _ start: Int) -> Bool) throws(JournalError) {
        var line: [UInt8] = []
        var end = size
        while end > first {
            let start = max(first, end - Self.block)
            let block = try bytes(start..<end)
            var parts = block.split(separator: 10, omittingEmptySubsequences: false)
            let unfinished = parts.removeFirst()
            for part in parts.reversed() {
                line = part + line
                if !line.isEmpty, !body(line, start + part.startIndex) { return }
                line = []
            }
            line = unfinished + line
            end = start
        }
        if !line.isEmpty { _ = body(line, first) }
    }

    /// How many lines end before an offset.
    func count(before offset: Int) throws(JournalError) -> Int {
        var count = 0
        try forwards { _, end in
            if end <= offset { count += 1 }
            return end < offset
        }
        return count
    }

    private func bytes(_ range: Range<Int>) throws(JournalError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return pread(descriptor, rest.baseAddress, rest.count, off_t(range.lowerBound + filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw JournalError(.notReadable, path: path, code: errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }
}
