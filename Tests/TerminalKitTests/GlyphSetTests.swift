import TerminalKit
import Testing

@Suite struct `Glyphs` {
    @Test(arguments: [GlyphSet.unicode, .ascii])
    func `take one column each`(glyphs: GlyphSet) {
        let all =
            [
                glyphs.ellipsis, glyphs.substitute, glyphs.horizontal, glyphs.vertical, glyphs.topLeft, glyphs.topRight,
                glyphs.bottomLeft, glyphs.bottomRight, glyphs.teeRight, glyphs.teeLeft, glyphs.teeDown, glyphs.teeUp,
                glyphs.cross, glyphs.barEmpty, glyphs.mark, glyphs.cursor, glyphs.sortUp, glyphs.sortDown,
                glyphs.arrowUp, glyphs.arrowDown, glyphs.arrowLeft, glyphs.arrowRight, glyphs.folded, glyphs.unfolded,
                glyphs.check, glyphs.fail, glyphs.bullet, glyphs.masked, glyphs.separator,
            ] + glyphs.barEighths + glyphs.columnSteps

        #expect(all.allSatisfy { TextWidth.columns(of: $0) == 1 && (!glyphs.isASCII || $0.isASCII) })
        #expect(Printable.isPlain(String(all)))
    }

    @Test(
        arguments: [
            (0.0, 0, nil), (1.0, 4, nil), (0.5, 2, nil), (0.001, 0, "▏"), (0.3, 1, "▎"), (-1.0, 0, nil), (7.0, 4, nil),
            (Double.nan, 0, nil), (Double.infinity, 0, nil),
        ] as [(Double, Int, Character?)])
    func `make a bar`(share: Double, whole: Int, part: Character?) {
        let bar = GlyphSet.unicode.bar(share, width: 4)

        #expect(bar.whole == whole && bar.part == part)
    }

    @Test func `make a bar of whole cells in ASCII`() {
        let bar = GlyphSet.ascii.bar(0.5, width: 5)

        #expect(bar.whole == 3 && bar.part == nil)
        #expect(GlyphSet.ascii.bar(0.5, width: 0).whole == 0)
    }
}
