import TerminalKit
import Testing

/// Boxes, blocks and geometric shapes: what lines, bars and signs are drawn with.
@Suite struct `Characters of lines and signs` {
    private static let all = (UInt32(0x2500)...0x25FF).compactMap(Unicode.Scalar.init)

    @Test(arguments: all)
    func `take one column, but for the two squares that are always emoji`(scalar: Unicode.Scalar) {
        let isWide = scalar.properties.isEmojiPresentation

        #expect(TextWidth.columns(of: Character(scalar)) == (isWide ? 2 : 1))
    }

    @Test(arguments: all)
    func `let a selector choose their look where they are emoji, and nowhere else`(scalar: Unicode.Scalar) {
        let isTaken = Printable.isPlain("\(scalar)\u{FE0F}")

        #expect(isTaken == scalar.properties.isEmoji)
    }
}
