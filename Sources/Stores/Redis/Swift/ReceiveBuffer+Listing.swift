internal import SessionModel
internal import StoreKit

/// What a listing reads a million times.
extension ReceiveBuffer {
    /// Reads a page of SCAN; nil at the end. As soon as its cursor is known the next SCAN is put into `requests`, and
    /// sent if that is not to wait.
    mutating func scanPage(
        into page: inout KeyList, next: ScanRequestBytes, _ requests: inout RequestBuffer, sendsAtOnce: Bool
    ) throws(RedisFailure) -> Cursor? {
        guard try array() == 2, let digits = try bulk() else { throw .garbled("its SCAN gives no page") }
        var number: UInt64 = 0
        for digit in digits { number = number &* 10 &+ UInt64(digit &- UInt8(ascii: "0")) }
        let isLast = number == 0
        if !isLast {
            requests.append(next.head)
            requests.argument(digits)
            requests.append(next.tail)
            if sendsAtOnce { try send(&requests) }
        }
        guard let count = try array() else { throw .garbled("its SCAN gives no page") }
        for _ in 0..<count {
            guard let key = try bulk() else { throw .garbled("its SCAN gives no key") }
            page.append(key)
        }
        return isLast ? nil : Cursor(number: number)
    }

    /// Reads the deadlines of keys and adds the rows; a key that is gone makes none, nor does one that is elsewhere or
    /// may not be read.
    mutating func rows(
        _ keys: KeyList, now: Int64, into rows: inout RecordPage, unread: inout UnreadKeys
    ) throws(RedisFailure) {
        try keys.forEach { _, key throws(RedisFailure) in
            let number = try deadline(of: key, unread: &unread)
            if number == -2 { return }
            rows.append(key: key, deadline: Self.deadline(number, now: now))
        }
    }

    /// What PTTL or PEXPIRETIME says of a key that is there, as rows keep it.
    @inline(__always)
    private static func deadline(_ number: Int64, now: Int64) -> Int64 {
        number < 0 ? RowFacts.never : RowFacts.value(Timestamp(milliseconds: now).adding(milliseconds: number))
    }

    @inline(__always)
    private mutating func deadline(
        of key: UnsafeRawBufferPointer, unread: inout UnreadKeys
    ) throws(RedisFailure) -> Int64 {
        do throws(RedisFailure) {
            return try integer()
        } catch {
            try unread.take(key, error)
            return -2
        }
    }

    /// Reads the deadlines of keys; one that is gone, or unread, has `RowFacts.unknown`.
    mutating func deadlines(
        _ keys: KeyList, now: Int64, into deadlines: inout [Int64], unread: inout UnreadKeys
    ) throws(RedisFailure) {
        deadlines.removeAll(keepingCapacity: true)
        try keys.forEach { _, key throws(RedisFailure) in
            let number = try deadline(of: key, unread: &unread)
            deadlines.append(number == -2 ? RowFacts.unknown : Self.deadline(number, now: now))
        }
    }

    /// Reads the contents of keys and lets the glance make the rows. No content under a key that lives is no string.
    ///
    /// - Throws: The server's refusal where one command asked for all of them and one may not be read; no row is added
    ///   then.
    mutating func contents(
        _ keys: KeyList, _ deadlines: [Int64], _ glance: RecordGlance, into rows: inout RecordPage,
        unread: inout UnreadKeys
    ) throws(RedisFailure) {
        let isTogether = keys.isAskedTogether
        if isTogether, try array() != keys.count { throw .garbled("its MGET gives no list") }
        try keys.forEach { index, key throws(RedisFailure) in
            let deadline = deadlines[index]
            let content: UnsafeRawBufferPointer?
            do throws(RedisFailure) {
                content = isTogether ? try bulk() : try string()
            } catch {
                guard error.isElsewhere || error.deniesKeys else { throw error }
                if deadline != RowFacts.unknown { try unread.take(key, error) }
                return
            }
            if deadline == RowFacts.unknown { return }
            if let content {
                glance(key, content, deadline, RowFacts.unknown, &rows)
            } else {
                let none = UnsafeRawBufferPointer(start: nil, count: 0)
                rows.append(key: key, facts: RowFacts(deadline: deadline, size: 0, isReadable: false), user: none)
            }
        }
    }
}

extension ReceiveBuffer {
    /// Reads the answer to GET; nil as well for what is no string.
    private mutating func string() throws(RedisFailure) -> UnsafeRawBufferPointer? {
        do throws(RedisFailure) {
            return try bulk()
        } catch .refused(let refusal) where refusal.code == "WRONGTYPE" {
            return nil
        }
    }
}

extension RequestBuffer {
    /// Adds what is asked about a page: a deadline for each key and their contents, in one command unless the keys lie
    /// in several slots of a cluster, or some of them may not be read.
    mutating func appendQuestions(_ keys: KeyList, _ expiryCommand: Command, contents: Bool) {
        guard keys.count > 0 else { return }
        RequestBuffer.bytes(of: expiryCommand, arguments: 1).withUnsafeBytes { appendEach(keys, $0) }
        guard contents else { return }
        guard keys.isAskedTogether else {
            return RequestBuffer.bytes(of: .get, arguments: 1).withUnsafeBytes { appendEach(keys, $0) }
        }
        begin(.getMany, arguments: keys.count)
        appendEach(keys, UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private mutating func appendEach(_ keys: KeyList, _ head: UnsafeRawBufferPointer) {
        keys.visit { key in
            append(head)
            argument(key)
        }
    }

    private static func bytes(of command: Command, arguments: Int) -> [UInt8] {
        var buffer = RequestBuffer()
        buffer.begin(command, arguments: arguments)
        return Array(buffer.bytes)
    }
}
