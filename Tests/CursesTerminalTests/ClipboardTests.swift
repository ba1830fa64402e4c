import Testing
import TextCodings

@testable import CursesTerminal

@Suite struct `The clipboard` {
    private static let plain = "\u{1B}]52;c;Zm9v\u{07}"

    private func sequence(_ text: String, _ environment: [String: String]) -> String? {
        Clipboard(environment: environment).sequence(for: text)
    }

    @Test(arguments: ["xterm-256color", "alacritty", "foot", ""])
    func `is reached by OSC 52 alone in a terminal`(_ name: String) {
        #expect(sequence("foo", ["TERM": name]) == Self.plain)
    }

    @Test func `is reached through tmux both by set-clipboard and by passthrough`() {
        let wanted = Self.plain + "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9v\u{07}\u{1B}\\"

        #expect(sequence("foo", ["TERM": "tmux-256color"]) == wanted)
        #expect(sequence("foo", ["TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"]) == wanted)
        #expect(sequence("foo", ["TERM": "tmux-256color", "TMUX": "/a", "STY": "1.pts"]) == wanted)
    }

    @Test func `is reached through screen by a DCS`() {
        #expect(sequence("foo", ["TERM": "screen", "STY": "12.pts-0"]) == "\u{1B}P\(Self.plain)\u{1B}\\")
    }

    @Test func `is reached through screen in strings that screen takes`() throws {
        let text = String(repeating: "x", count: 3_000)
        let sent = try #require(sequence(text, ["TERM": "screen", "STY": "12.pts-0"]))
        let chunks = sent.components(between: "\u{1B}P", and: "\u{1B}\\")

        #expect(chunks.count == 8)
        #expect(chunks.allSatisfy { $0.utf8.count <= 512 })
        #expect(chunks.joined() == "\u{1B}]52;c;" + Base64.encode(text.utf8) + "\u{07}")
    }

    @Test func `is tried both ways where only the terminal's name tells of a multiplexer`() {
        let wanted = Self.plain + "\u{1B}P\(Self.plain)\u{1B}\\"

        #expect(sequence("foo", ["TERM": "screen-256color"]) == wanted)
        #expect(sequence("foo", ["TERM": "screen", "TMUX": "", "STY": ""]) == wanted)
    }

    @Test(arguments: ["linux", "vt100", "vt220"])
    func `is not there on a terminal without one`(_ name: String) {
        #expect(Clipboard(environment: ["TERM": name]).way == .none)
        #expect(sequence("foo", ["TERM": name]) == nil)
    }

    @Test func `takes what terminals take and no more`() {
        let most = String(repeating: "x", count: Clipboard.limit)

        #expect(sequence(most, ["TERM": "xterm"])?.utf8.count ?? 0 > Clipboard.limit)
        #expect((sequence(most, ["TERM": "xterm"]) ?? "").utf8.count <= 100_000)
        #expect(sequence(most + "x", ["TERM": "xterm"]) == nil)
    }
}

extension String {
    /// What stands between each pair of these marks.
    fileprivate func components(between start: String, and end: String) -> [String] {
        var rest = self[...]
        var found: [String] = []
        while rest.hasPrefix(start) {
            rest = rest.dropFirst(start.count)
            var part = ""
            while !rest.isEmpty, !rest.hasPrefix(end) { part.append(rest.removeFirst()) }
            found.append(part)
            rest = rest.dropFirst(end.count)
        }
        return found
    }
}
