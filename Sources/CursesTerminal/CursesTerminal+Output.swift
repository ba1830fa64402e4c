internal import Glibc

extension CursesTerminal {
    /// Sends the text by OSC 52; false for more than 74,000 bytes, which terminals cut, and on the Linux console.
    public mutating func copyToClipboard(_ text: String) -> Bool {
        guard text.utf8.count <= 74_000, !name.hasPrefix("linux") else { return false }
        send("\u{1B}]52;c;" + base64(Array(text.utf8)) + "\u{07}")
        return true
    }

    /// Rings.
    public mutating func bell() {
        send("\u{07}")
    }

    func send(_ text: String) {
        CursesTerminal.write(text)
    }

    /// Past ncurses, which has nothing waiting between two frames.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
