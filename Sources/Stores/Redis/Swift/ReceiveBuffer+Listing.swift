internal import SessionModel
internal import StoreKit

/// What a listing reads a million times.
extension ReceiveBuffer {
    /// Reads a page of SCAN and takes the keys that are sessions; nil at the end. As soon as its cursor is known the next SCAN is put into `requests`, and
    /// sent if that is not to wait.
    mutating func scanPage(
        of sessions: SessionKeys, into page: inout KeyList, next: ScanRequestBytes, _ requests: inout RequestBuffer, sendsAtOnce: Bool
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
        let takesAll = sessions.areAllWithPrefix
        for _ in 0..<count {
            guard let key = try bulk() else { throw .garbled("its SCAN gives no key") }
            if takesAll || sessions.claims(key) { page.append(key) }
        }
        return isLast ? nil : Cursor(number: number)
    }

    /// Reads the deadlines of keys and adds the rows; a key that is gone makes none.
    mutating func rows(_ keys: KeyList, now: Int64, into rows: inout RecordPage) throws(RedisFailure) {
        try keys.forEach { _, key throws(RedisFailure) in
            let number = try integer()
            if number == -2 { return }
            rows.append(key: key, deadline: number < 0 ? RowFacts.never : now &+ number)
        }
    }

    /// Reads the deadlines of keys; one that is gone has `RowFacts.unknown`.
    mutating func deadlines(_ count: Int, now: Int64, into deadlines: inout [Int64]) throws(RedisFailure) {
        deadlines.removeAll(keepingCapacity: true)
        for _ in 0..<count {
            let number = try integer()
            deadlines.append(number == -2 ? RowFacts.unknown : number < 0 ? RowFacts.never : now &+ number)
        }
    }

    /// Reads the contents of keys and lets the glance make the rows. No content under a key that lives is no string.
    mutating func contents(
        _ keys: KeyList, _ deadlines: [Int64], _ glance: RecordGlance, into rows: inout RecordPage
    ) throws(RedisFailure) {
        guard try array() == keys.count else { throw .garbled("its MGET gives no list") }
        try keys.forEach { index, key throws(RedisFailure) in
            let content = try bulk()
            let deadline = deadlines[index]
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

extension RequestBuffer {
    /// Adds what is asked about a page: a deadline for each key and, in one command, their contents.
    mutating func appendQuestions(_ keys: KeyList, _ expiryCommand: Command, contents: Bool) {
        guard keys.count > 0 else { return }
        RequestBuffer.bytes(of: expiryCommand, arguments: 1).withUnsafeBytes { appendEach(keys, $0) }
        guard contents else { return }
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
