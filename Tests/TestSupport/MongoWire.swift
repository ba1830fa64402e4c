public import BSON
import Glibc

/// MongoDB's own protocol over a socket, beside any driver: one command, one answer.
public final class MongoWire {
    private let descriptor: Int32
    private var number: Int32 = 0

    /// Connects to a server on loopback.
    public init(port: Int) throws {
        descriptor = try LoopbackSocket.connect(port: port)
    }

    deinit { close(descriptor) }

    /// Runs a command and gives back the answer.
    ///
    /// - Throws: ``TestSupportError`` when the server says no, to the command or to one of its writes.
    @discardableResult
    public func run(_ command: BSONDocument, on database: String) throws -> BSONDocument {
        var writer = BSONWriter()
        for element in command.elements { writer.append(element, of: command) }
        writer.append("$db", .string(database))
        try send(writer.bytes)
        let reply = try BSONDocument(try receive())
        let refusal = reply["writeErrors"]?.array?.first?.document ?? reply
        if reply["ok"]?.double != 1 || reply["writeErrors"] != nil {
            throw TestSupportError("mongod: \(refusal["errmsg"]?.string ?? "no reason")")
        }
        return reply
    }

    /// A message with one section: length, number, answer to, 2013 (OP_MSG), flags, 0, document.
    private func send(_ document: [UInt8]) throws {
        number += 1
        let header = [Int32(21 + document.count), number, 0, 2013, 0].flatMap { word in
            withUnsafeBytes(of: word.littleEndian, Array.init)
        }
        let bytes = header + [0] + document
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SystemCallFailure("send to mongod").error }
            sent += count
        }
    }

    private func receive() throws -> [UInt8] {
        let length = try read(4).withUnsafeBytes { Int(Int32(littleEndian: $0.loadUnaligned(as: Int32.self))) }
        guard length > 21 else { throw TestSupportError("mongod sent a message of \(length) bytes") }
        return Array(try read(length - 4).dropFirst(17))
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes[filled...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard read > 0 else { throw TestSupportError("mongod closed the connection") }
            filled += read
        }
        return bytes
    }
}
