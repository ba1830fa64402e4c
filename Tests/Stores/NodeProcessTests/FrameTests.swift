import Testing

@testable import NodeProcessStore

@Suite struct `WebSocket frames` {
    private func frame(_ bytes: [UInt8]) throws -> WebSocketFrame? {
        try bytes.withUnsafeBytes { try WebSocketFrame($0) }
    }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536]) func `have one of three lengths`(_ count: Int) throws {
        let content = [UInt8](repeating: 7, count: count)
        var bytes = WebSocketFrame.bytes(.text, content, mask: [0, 0, 0, 0])
        let width = count < 126 ? 0 : count < 65_536 ? 2 : 8
        // As a server sends it: without the mask.
        bytes[1] &= 0x7F
        bytes.removeSubrange(2 + width..<6 + width)

        let found = try #require(try frame(bytes))

        #expect(found.kind == .text && found.isLast)
        #expect(Array(bytes[found.content]) == content)
        #expect(try frame(Array(bytes.dropLast())) == nil)
    }

    @Test func `are masked by the client`() {
        #expect(
            WebSocketFrame.bytes(.text, [1, 2, 3, 4, 5], mask: [1, 1, 1, 255]) == [
                0x81, 0x85, 1, 1, 1, 255, 0, 3, 2, 251, 4,
            ])
    }

    @Test(
        arguments: [
            [0x81, 0x80, 0, 0, 0, 0], [0xC1, 0], [0x83, 0], [0x09, 0], [0x89, 126, 0, 126],
            [0x81, 127, 255, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func `are refused when a server may not send them`(_ bytes: [UInt8]) {
        #expect(throws: NodeFailure.self) { try frame(bytes) }
    }
}
