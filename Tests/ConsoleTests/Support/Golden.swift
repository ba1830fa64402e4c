import Glibc
import TerminalKit
import Testing

/// Screens on file: the rows as text, a line of dashes, the same rows as the letters of their roles.
enum Golden {
    private static let directory =
        "\(#filePath)".split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Goldens"

    /// Compares a screen with the file of this name; `UPDATE_GOLDENS=1` in the environment writes it instead.
    static func expect(_ cells: CellGrid, _ name: String, at place: SourceLocation = #_sourceLocation) {
        let rows = cells.textRows() + [String(repeating: "-", count: cells.size.columns)] + cells.roleRows()
        let path = "\(directory)/\(name).txt"
        if getenv("UPDATE_GOLDENS") != nil {
            if !write(rows.joined(separator: "\n") + "\n", to: path) {
                Issue.record("\(path) can't be written.", sourceLocation: place)
            }
            return
        }
        guard let known = read(path) else {
            Issue.record("There is no golden \(name); UPDATE_GOLDENS=1 writes it.", sourceLocation: place)
            return
        }
        var expected = known.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if expected.last == "" { expected.removeLast() }
        for (number, row) in rows.enumerated() where number >= expected.count || expected[number] != row {
            let wanted = number < expected.count ? expected[number] : "(nothing)"
            Issue.record(
                "\(name), row \(number + 1):\nis     \(row)\nwanted \(wanted)\n\n\(rows.joined(separator: "\n"))",
                sourceLocation: place)
            return
        }
        #expect(rows.count == expected.count, "\(name) has another number of rows.", sourceLocation: place)
    }

    /// Whether there is a golden of this name.
    static func exists(_ name: String) -> Bool { access("\(directory)/\(name).txt", R_OK) == 0 }

    private static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        defer { fclose(file) }
        return fputs(text, file) >= 0
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
