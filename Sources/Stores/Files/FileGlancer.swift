internal import CFiles
internal import Glibc
internal import SessionModel

/// Reads files one after the other into one buffer, and has each glanced at: the inner loop of a listing.
struct FileGlancer {
    /// A file that can't be read as a session and was changed less than this ago may be half-written, in milliseconds.
    private static let doubtfulAge: Int64 = 10_000

    /// The rows so far.
    private(set) var page = RecordPage()
    /// The rows of `page` that a second look may make readable.
    private(set) var doubtful: [Int] = []

    private let tree: FileTree
    /// The directory that is read from, and the way to it; nil where it is not there, or can't be opened.
    private var directory: Directory?
    private var path = ""
    /// Whether it is there, but can't be opened.
    private var isRefused = false
    private let glance: RecordGlance
    private let doubtsOldFiles: Bool
    /// Whether the glance says itself when it needs a file's modification time.
    private let asks: Bool
    private let buffer = ReadBuffer()

    /// Creates a glancer. On a shared file system the clocks may differ, so that a file's age says nothing.
    init(
        _ tree: FileTree, isShared: Bool, asksForModification asks: Bool = false, glance: @escaping RecordGlance
    ) {
        self.tree = tree
        directory = (try? tree.root.reopened()) ?? tree.root
        self.asks = asks
        self.glance = glance
        doubtsOldFiles = isShared
    }

    /// Adds a file's row, if the file is still there.
    ///
    /// - Parameter isNested: Whether it may be in a directory below the store's.
    mutating func look(at name: UnsafeRawBufferPointer, _ kind: Listing.Kind, isNested: Bool = false) {
        if isNested || !path.isEmpty { enterDirectory(of: name) }
        guard let directory else {
            if isRefused { addUnread(name) }
            return
        }
        switch kind {
        case .foreign, .directory: addUnread(name)
        case .regular: read(name)
        case .unknown:
            // Opening a pipe or a device could already do something to it.
            var facts = stat()
            let result = fstatat(directory.descriptor, Self.path(name), &facts, AT_SYMLINK_NOFOLLOW)
            if result == 0, facts.st_mode & S_IFMT == S_IFREG { return read(name) }
            if result == 0 || errno != ENOENT { addUnread(name) }
        }
    }

    /// Looks once more at what could not be read, and puts the rows in its place.
    mutating func lookAgain() {
        let first = page
        let rows = doubtful
        page = RecordPage()
        doubtful = []
        var next = 0
        for row in rows {
            page.append(rows: next..<row, of: first)
            first.withKey(row) { look(at: $0, .regular, isNested: tree.isNested) }
            next = row + 1
        }
        page.append(rows: next..<first.count, of: first)
    }

    /// Gives the rows and begins a new page.
    mutating func takePage() -> RecordPage {
        let taken = page
        page = taken.successor()
        doubtful = []
        return taken
    }

    /// Goes to the directory that a name is in. The next name is mostly in the same one.
    private mutating func enterDirectory(of name: UnsafeRawBufferPointer) {
        guard let path = tree.names.directories(of: name, depth: tree.depth), path != self.path else { return }
        self.path = path
        do throws(SystemFailure) {
            (directory, isRefused) = (try tree.directory(path), false)
        } catch {
            (directory, isRefused) = (nil, true)
        }
    }

    private mutating func read(_ name: UnsafeRawBufferPointer) {
        guard let directory else { return }
        let file = curfew_files_open(directory.descriptor, Self.path(name))
        guard file >= 0 else {
            if file != -ENOENT { addUnread(name) }
            return
        }
        defer { close(file) }
        // Asking for a file's facts takes as long as half of opening, reading and closing it.
        var facts = asks ? nil : Self.facts(file)
        if !asks, facts == nil { return addUnread(name) }
        guard let count = fill(from: file) else { return addUnread(name) }
        let content = UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count])
        let rows = page.count
        page.lacksModification = false
        let modified = facts.map { FileTime($0.st_mtim).milliseconds }
        glance(name, content, RowFacts.unknown, modified ?? RowFacts.unasked, &page)
        if page.lacksModification {
            page.lacksModification = false
            facts = Self.facts(file)
            guard let facts else { return addUnread(name) }
            glance(name, content, RowFacts.unknown, FileTime(facts.st_mtim).milliseconds, &page)
        }
        if page.count > rows { doubt(count, facts, file) }
    }

    /// What the system tells about an open file; nil for one that is none of bytes.
    private static func facts(_ file: Int32) -> stat? {
        var facts = stat()
        return fstat(file, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG ? facts : nil
    }

    /// Notes the last row if it could not be read because its writer is at it.
    private mutating func doubt(_ count: Int, _ facts: stat?, _ file: Int32) {
        guard page.facts.count == page.count, page.facts.last?.isReadable == false else { return }
        guard count < ReadBuffer.limit, let facts = facts ?? Self.facts(file) else { return }
        let age = FileTime.now.milliseconds - FileTime(facts.st_ctim).milliseconds
        if doubtsOldFiles || age < Self.doubtfulAge { doubtful.append(page.count - 1) }
    }

    /// Reads a file into the buffer; how much of it is there, or nil when it can't be read.
    private func fill(from file: Int32) -> Int? {
        var filled = 0
        while true {
            let got = Glibc.read(file, buffer.bytes.baseAddress.map { $0 + filled }, buffer.bytes.count - filled)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            filled += got
            // A regular file gives less than was asked for only at its end.
            guard filled == buffer.bytes.count, filled < ReadBuffer.limit else { return filled }
            buffer.grow(to: Self.facts(file).map { Int($0.st_size) + 1 } ?? ReadBuffer.limit)
            guard filled < buffer.bytes.count else { return filled }
        }
    }

    private mutating func addUnread(_ name: UnsafeRawBufferPointer) {
        let facts = RowFacts(deadline: RowFacts.unknown, size: 0, isReadable: false)
        page.append(key: name, facts: facts, user: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private static func path(_ name: UnsafeRawBufferPointer) -> UnsafePointer<CChar> {
        guard let start = name.baseAddress else { preconditionFailure("a file name has at least one byte") }
        return start.assumingMemoryBound(to: CChar.self)
    }
}

extension RecordPage {
    /// Calls `body` with the key of a row and a NUL behind it.
    fileprivate func withKey(_ row: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        (keyBytes[keyRange(row)] + [0]).withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0.dropLast())) }
    }

    /// Adds rows of another page, as far as the two can be told apart by what they know.
    fileprivate mutating func append(rows: Range<Int>, of other: RecordPage) {
        for row in rows {
            other.keyBytes[other.keyRange(row)].withUnsafeBytes { key in
                let facts = other.facts[row]
                let user = Int(facts.user.lowerBound)..<Int(facts.user.upperBound)
                other.userBytes[user].withUnsafeBytes { append(key: key, facts: facts, user: $0) }
            }
        }
    }
}
