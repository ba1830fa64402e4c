import Testing

@testable import ConsoleRuntime

@Suite struct `Frames that no key asked for` {
    private var pacer = FramePacer()

    @Test mutating func `come at once after a quiet moment, eight of them`() {
        for _ in 0..<8 {
            #expect(pacer.wait(at: 1000) == 0)
            pacer.drew(at: 1000)
        }
        #expect(pacer.wait(at: 1000) == 16)
    }

    @Test mutating func `come sixty a second while there is no end of them`() {
        var frames = 0
        for moment in Int64(0)..<10_000 where pacer.wait(at: moment) == 0 {
            pacer.drew(at: moment)
            frames += 1
        }
        #expect((625...633).contains(frames))
    }

    @Test mutating func `come at once again after a rest`() {
        for _ in 0..<8 { pacer.drew(at: 1000) }
        #expect(pacer.wait(at: 1000) > 0)
        #expect(pacer.wait(at: 1016) == 0)
        #expect(pacer.wait(at: 9000) == 0)
    }
}
