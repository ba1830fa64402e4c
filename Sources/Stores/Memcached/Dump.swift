internal import Glibc
internal import StoreSockets

/// A dump of all keys that a server's crawler is writing.
///
/// It walks the lists of use, not the hash table: on that walk the crawler keeps a lock while it waits for a slow
/// reader, and the application waits with it. The price is that an item somebody uses at that very moment, or that the
/// server itself puts from one list to another, can be missed, or told twice. So whoever needs all of them compares with
/// how many there are, and takes another dump.
struct Dump {
    private let connection: Connection

    /// How many dumps are taken at the most for one answer: items that have expired are counted and not told, so that the
    /// numbers need never agree.
    static let rounds = 8

    /// How long another dump is waited for, in milliseconds.
    private static let patience = 5000

    /// Begins a dump; waits while the crawler does something else.
    static func begin(_ connection: Connection) throws(MemcachedFailure) -> Dump {
        if let refusal = connection.settings.listingRefusal { throw .listingOff(refusal) }
        let end = LocalClock.monotonic() + Int64(patience) * 1_000_000
        var pause: Int64 = 2_000_000
        while true {
            connection.add("lru_crawler metadump all\r\n")
            try connection.flush()
            guard try isBusy(connection) else { return Dump(connection: connection) }
            guard LocalClock.monotonic() < end else { throw .crawlerBusy(patience) }
            try connection.socket.waker.rest(nanoseconds: pause)
            pause = min(pause * 2, 100_000_000)
        }
    }

    private init(connection: Connection) { self.connection = connection }

    private static func isBusy(_ connection: Connection) throws(MemcachedFailure) -> Bool {
        let beginning = try connection.receiver.beginning(4)
        if beginning == Array("key=".utf8) || beginning == Array("END\r".utf8) { return false }
        let line = String(decoding: try connection.receiver.line(), as: UTF8.self)
        if line.hasPrefix("BUSY") { return true }
        if line.contains("disabled") { throw .listingOff(.noCrawler) }
        if line.contains("not allowed") { throw .listingOff(.noDump) }
        throw .refused(line)
    }

    /// The next key, into `key`, which is emptied first, and its deadline in seconds since 1970, -1 for never; nil at the
    /// end.
    @inline(__always)
    func next(_ key: inout [UInt8]) throws(MemcachedFailure) -> Int64? {
        key.removeAll(keepingCapacity: true)
        let line = try connection.receiver.line()
        guard line.count > 4, line[0] == UInt8(ascii: "k"), line[3] == UInt8(ascii: "="),
            let start = line.baseAddress, let blank = memchr(start, 32, line.count)
        else {
            if line.elementsEqual("END".utf8) { return nil }
            throw .garbled(Impostor.name(line))
        }
        let end = UnsafeRawPointer(blank) - start
        KeyText.decode(UnsafeRawBufferPointer(rebasing: line[4..<end]), into: &key)
        return try Self.expiry(UnsafeRawBufferPointer(rebasing: line[end...]))
    }

    @inline(__always)
    static func expiry(_ text: UnsafeRawBufferPointer) throws(MemcachedFailure) -> Int64 {
        guard text.starts(with: " exp=".utf8) else { throw .garbled(Impostor.name(text)) }
        var index = 5
        let isNegative = index < text.count && text[index] == UInt8(ascii: "-")
        if isNegative { return -1 }
        var value: Int64 = 0
        while index < text.count {
            let digit = text[index] &- 48
            guard digit < 10 else { break }
            if value < ServerSeconds.most { value = value * 10 + Int64(digit) }
            index += 1
        }
        return min(value, ServerSeconds.most)
    }
}
