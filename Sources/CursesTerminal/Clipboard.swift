internal import TextCodings

/// The way to the clipboard of the machine that the terminal is on: OSC 52, through what stands in between.
struct Clipboard: Hashable {
    /// What stands between this program and the terminal.
    enum Way: Hashable {
        case direct, tmux, screen
        /// TERM is one that tmux and screen both use, and neither is on this machine: they are beyond an ssh.
        case tmuxOrScreen
        /// The terminal has no clipboard.
        case none
    }

    /// What stands in between.
    let way: Way

    /// Bytes of text sent at most. hterm, and others after it, drop an OSC 52 of more than 100,000 bytes; base 64 makes
    /// four bytes out of three.
    static let limit = 74_000
    /// Bytes of one string that screen hands on at most; longer ones it cuts (`MAXSTR` is 768, the introducer included).
    private static let screenChunk = 512

    /// Finds the way by TERM, TMUX and STY.
    init(environment: [String: String]) {
        let name = environment["TERM"] ?? ""
        let hasTmux = environment["TMUX"].map { !$0.isEmpty } ?? false
        let hasScreen = environment["STY"].map { !$0.isEmpty } ?? false
        way =
            switch (hasTmux, hasScreen) {
            case (true, false): .tmux
            case (false, true): .screen
            // One runs in the other; a name that only tmux gives says that it is the nearer one.
            case (true, true): name.hasPrefix("tmux") ? .tmux : .tmuxOrScreen
            case (false, false):
                if name.hasPrefix("tmux") {
                    .tmux
                } else if name.hasPrefix("screen") {
                    .tmuxOrScreen
                } else if ["linux", "vt", "cons25"].contains(where: name.hasPrefix) {
                    .none
                } else {
                    .direct
                }
            }
    }

    /// What is to be written to the terminal; nil for a text that is too long, and where there is no clipboard.
    func sequence(for text: String) -> String? {
        let bytes = Array(text.utf8)
        guard way != .none, bytes.count <= Self.limit else { return nil }
        let plain = "\u{1B}]52;c;" + Base64.encode(bytes) + "\u{07}"
        return switch way {
        case .direct: plain
        // tmux takes the plain form where set-clipboard is on, and hands the wrapped one on where allow-passthrough is.
        case .tmux: plain + Self.wrappedForTmux(plain)
        case .screen: Self.wrappedForScreen(plain)
        // tmux ignores screen's form; the form for tmux would be text to screen's terminal.
        case .tmuxOrScreen: plain + Self.wrappedForScreen(plain)
        case .none: nil
        }
    }

    /// In a DCS of tmux's own, every ESC twice.
    private static func wrappedForTmux(_ plain: String) -> String {
        "\u{1B}Ptmux;" + plain.map { $0 == "\u{1B}" ? "\u{1B}\u{1B}" : String($0) }.joined() + "\u{1B}\\"
    }

    /// In as many DCS as it takes; screen hands on what is in them.
    private static func wrappedForScreen(_ plain: String) -> String {
        let bytes = Array(plain.utf8)
        return stride(from: 0, to: bytes.count, by: screenChunk).map { start in
            let chunk = bytes[start..<min(start + screenChunk, bytes.count)]
            return "\u{1B}P" + String(decoding: chunk, as: UTF8.self) + "\u{1B}\\"
        }.joined()
    }
}
