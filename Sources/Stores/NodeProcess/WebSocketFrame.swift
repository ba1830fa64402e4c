/// One frame of a WebSocket.
struct WebSocketFrame: Equatable {
    /// What a frame is; the raw value is its number on the wire.
    enum Kind: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        /// Whether it is about the connection and no part of a message.
        var isControl: Bool { rawValue >= 8 }
    }

    /// What it is.
    let kind: Kind
    /// Whether its message ends with it.
    let isLast: Bool
    /// Where its content stands in the bytes it was read from.
    let content: Range<Int>

    /// Reads the frame that bytes from a server begin with; nil while not all of it is there.
    init?(_ bytes: UnsafeRawBufferPointer) throws(NodeFailure) {
        guard bytes.count >= 2 else { return nil }
        guard bytes[0] & 0x70 == 0, let kind = Kind(rawValue: bytes[0] & 15) else {
            throw .garbled("a frame of an unknown kind")
        }
        guard bytes[1] & 0x80 == 0 else { throw .garbled("a server's frame is masked") }
        let short = Int(bytes[1] & 0x7F)
        let width = short == 126 ? 2 : short == 127 ? 8 : 0
        guard bytes.count >= 2 + width else { return nil }
        var length = UInt64(short)
        if width > 0 { length = bytes[2..<2 + width].reduce(0) { $0 << 8 | UInt64($1) } }
        guard length <= UInt64(WebSocket.longest) else { throw .tooLarge(WebSocket.longest) }
        if kind.isControl, length > 125 || bytes[0] & 0x80 == 0 { throw .garbled("a control frame that is too long") }
        let start = 2 + width
        guard bytes.count - start >= Int(length) else { return nil }
        self.kind = kind
        isLast = bytes[0] & 0x80 != 0
        content = start..<start + Int(length)
    }

    /// A frame from the client, which has to be masked.
    static func bytes(_ kind: Kind, _ content: [UInt8], mask: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = [0x80 | kind.rawValue]
        frame.reserveCapacity(content.count + 14)
        switch content.count {
        case 0...125: frame.append(0x80 | UInt8(content.count))
        case 126...65_535: frame += [0x80 | 126, UInt8(content.count >> 8), UInt8(content.count & 255)]
        default:
            frame.append(0x80 | 127)
            frame += (0..<8).reversed().map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) }
        }
        frame += mask
        for (place, byte) in content.enumerated() { frame.append(byte ^ mask[place & 3]) }
        return frame
    }
}
