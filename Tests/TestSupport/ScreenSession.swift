import Glibc

/// A program in a real terminal: a private tmux whose only pane runs it. The terminal and the program end with the
/// last reference.
public final class ScreenSession: Sendable {
    /// HOME and the XDG directories of the program, and its working directory where none was given.
    public let home: TemporaryDirectory
    private let directory: TemporaryDirectory
    private let tmux: String
    private let server: pid_t

    /// Starts `command` (the program's absolute path first) in a terminal of this size.
    ///
    /// - Parameter environment: on top of ``ProcessEnvironment/isolated(home:)``.
    public init(
        _ command: [String], environment: [String: String] = [:], directory workingDirectory: String? = nil,
        home: TemporaryDirectory? = nil, columns: Int = 100, rows: Int = 30
    ) throws {
        tmux = try Tool.tmux.require()
        self.home = try home ?? TemporaryDirectory()
        directory = try TemporaryDirectory()
        try directory.write(Self.configuration, to: "tmux.conf")
        let environment = ProcessEnvironment.isolated(home: self.home).merging(environment) { _, given in given }
        let arguments =
            ["-u", "-S", directory.file("tmux"), "-f", directory.file("tmux.conf"), "new-session", "-d"]
            + ["-P", "-F", "#{pid}", "-x", "\(columns)", "-y", "\(rows)"]
            + ["-c", workingDirectory ?? self.home.path, "env"] + command
        let start = try ChildProcess(tmux, arguments, environment: environment)
        guard start.wait() == .code(0), let pid = pid_t(try start.outputText.filter(\.isNumber)) else {
            throw TestSupportError("tmux did not start: \(try start.errorText)")
        }
        server = pid
        Reaper.shared.watch(pid: pid)
    }

    /// Starts the built `curfew` in a terminal of this size.
    public convenience init(
        curfew arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        home: TemporaryDirectory? = nil, columns: Int = 100, rows: Int = 30
    ) throws {
        try self.init(
            [try Program.path()] + arguments, environment: environment, directory: directory, home: home,
            columns: columns, rows: rows)
    }

    /// Starts `command` under a shell that waits for Enter when it has ended, and then ends with its exit code.
    ///
    /// For programs that end at once: what the first program of a terminal writes just before its end can be lost, since
    /// Linux empties the terminal's buffers when that program goes.
    public static func lingering(
        _ command: [String], environment: [String: String] = [:], home: TemporaryDirectory? = nil, columns: Int = 100,
        rows: Int = 30
    ) throws -> ScreenSession {
        try ScreenSession(
            ["/bin/sh", "-c", "\"$@\"; code=$?; read line; exit $code", "sh", "/usr/bin/env"] + command,
            environment: environment, home: home, columns: columns, rows: rows)
    }

    deinit {
        let program = (try? programPID()) ?? 0
        if program > 0 && ProcessTable.isAlive(program) { Glibc.kill(program, SIGKILL) }
        _ = try? run(["kill-server"])
        _ = Patience(.seconds(5)).wait { ProcessTable.isAlive(program) ? nil : true }
        Reaper.shared.forget(pid: server)
    }

    /// The pane stays after its program has ended, so that its last screen and its exit code can be read.
    private static let configuration = """
        set -g default-terminal tmux-256color
        set -g remain-on-exit on
        set -g remain-on-exit-format ""
        set -g status off
        set -g escape-time 0
        set -g exit-empty off
        set -g set-clipboard off

        """

    private func run(_ arguments: [String]) throws -> String {
        let child = try ChildProcess(
            tmux, ["-u", "-S", directory.file("tmux")] + arguments,
            environment: ProcessEnvironment.isolated(home: home))
        guard child.wait() == .code(0) else {
            throw TestSupportError("tmux \(arguments.joined(separator: " ")): \(try child.errorText)")
        }
        return try child.outputText
    }

    private func ask(_ format: String) throws -> [Substring] {
        try run(["display-message", "-p", format]).prefix { $0 != "\n" }
            .split(separator: " ", omittingEmptySubsequences: false)
    }
}

// MARK: - What is on the screen

extension ScreenSession {
    /// The rows of the screen from the top, without blanks at their ends.
    public func screen() throws -> [String] {
        try rows(["capture-pane", "-p"])
    }

    /// The screen as one text, a line a row.
    public func text() throws -> String {
        try screen().joined(separator: "\n")
    }

    /// The rows of the screen with their colours and attributes as escape sequences.
    public func attributedScreen() throws -> [String] {
        try rows(["capture-pane", "-p", "-e"])
    }

    /// Where the cursor is, from 0, and whether it is shown.
    public func cursor() throws -> (column: Int, row: Int, isVisible: Bool) {
        let parts = try ask("#{cursor_x} #{cursor_y} #{cursor_flag}")
        return (Int(parts[0]) ?? -1, Int(parts[1]) ?? -1, parts[2] == "1")
    }

    /// What was copied last; empty where nothing was.
    public func clipboard() throws -> String {
        try run(["list-buffers"]).isEmpty ? "" : try run(["show-buffer"])
    }

    /// True while the program has asked for the mouse.
    public func hasMouse() throws -> Bool {
        try ask("#{mouse_any_flag}") == ["1"]
    }

    /// The window's title.
    public func title() throws -> String {
        try ask("#{pane_title}").joined(separator: " ")
    }

    /// True while the program uses the alternate screen.
    public func usesAlternateScreen() throws -> Bool {
        try ask("#{alternate_on}") == ["1"]
    }

    /// Reads the screen again and again until `condition` holds for its rows, and gives them back.
    ///
    /// - Throws: ``TestSupportError`` with the last screen when `limit` is over first.
    @discardableResult
    public func waitUntil(
        _ what: String = "the screen was as expected", atMost limit: Duration = .seconds(30),
        _ condition: @Sendable ([String]) -> Bool
    ) async throws -> [String] {
        let rows = try await Patience(limit, pause: .milliseconds(20)).wait { () throws -> [String]? in
            let rows = try self.screen()
            return condition(rows) ? rows : nil
        }
        if let rows { return rows }
        throw TestSupportError("\(limit) passed before \(what). The screen:\n\(try framed())")
    }

    /// Waits until the screen shows `text` somewhere within one row, and gives back the rows.
    @discardableResult
    public func waitUntilShows(_ text: String, atMost limit: Duration = .seconds(30)) async throws -> [String] {
        try await waitUntil("'\(text)' was shown", atMost: limit) { rows in rows.contains { $0.contains(text) } }
    }

    /// Waits until no row of the screen shows `text`, and gives back the rows.
    @discardableResult
    public func waitUntilGone(_ text: String, atMost limit: Duration = .seconds(30)) async throws -> [String] {
        try await waitUntil("'\(text)' was gone", atMost: limit) { rows in !rows.contains { $0.contains(text) } }
    }

    /// Writes all bytes that the program sends to the terminal from now on into a file, and waits until that has begun.
    public func record(to path: String) throws {
        _ = try run(["pipe-pane", "-O", "exec cat > '\(path)'"])
        guard Patience(.seconds(10)).wait({ access(path, F_OK) == 0 ? true : nil }) == true else {
            throw TestSupportError("tmux recorded nothing to \(path)")
        }
    }

    private func rows(_ arguments: [String]) throws -> [String] {
        var rows = try run(arguments).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if rows.last == "" { rows.removeLast() }
        return rows
    }

    private func framed() throws -> String {
        let end = try exit().map { "\n(\($0))" } ?? ""
        return try screen().map { "| \($0)" }.joined(separator: "\n") + end
    }
}

// MARK: - What a person does

extension ScreenSession {
    /// Presses keys by tmux's names, one after another: `Down`, `Enter`, `Escape`, `C-c`, `F1`, `M-x`, `a`.
    public func press(_ keys: String...) throws {
        _ = try run(["send-keys"] + keys)
    }

    /// Types text as it is.
    public func type(_ text: String) throws {
        _ = try run(["send-keys", "-l", "--", text])
    }

    /// Sends bytes as if the terminal had, for example an escape sequence.
    public func send(_ bytes: [UInt8]) throws {
        let hexadecimal = bytes.map { String($0, radix: 16) }
        _ = try run(["send-keys", "-H"] + hexadecimal)
    }

    /// Pastes text, bracketed where the program asked for that.
    public func paste(_ text: String) throws {
        _ = try run(["set-buffer", "--", text, ";", "paste-buffer", "-p", "-r"])
    }

    /// Presses and releases the left button on a cell, counted from 0, as the program has asked for reports: in the
    /// form of X10, which has no cells beyond 223, or else in SGR mode. Several clicks come at once.
    public func click(column: Int, row: Int, times: Int = 1) throws {
        if try hasMouse(), try ask("#{mouse_sgr_flag}") != ["1"] {
            let place = [UInt8(clamping: column + 33), UInt8(clamping: row + 33)]
            let click: [UInt8] = [0x1B, 0x5B, 0x4D, 32] + place + [0x1B, 0x5B, 0x4D, 35] + place
            return try send(Array(repeatElement(click, count: times).joined()))
        }
        let place = "\(column + 1);\(row + 1)"
        try send(Array(String(repeating: "\u{1B}[<0;\(place)M\u{1B}[<0;\(place)m", count: times).utf8))
    }

    /// Lets programs in the terminal copy into tmux's buffers by OSC 52, as `set-clipboard on` does.
    public func acceptClipboard() throws {
        _ = try run(["set", "-g", "set-clipboard", "on"])
    }

    /// Gives the terminal another size.
    public func resize(columns: Int, rows: Int) throws {
        _ = try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }
}

// MARK: - The program's life

extension ScreenSession {
    /// The program's process id.
    public func programPID() throws -> Int32 {
        // Never 0 or less: those would name process groups.
        guard let pid = pid_t(try ask("#{pane_pid}")[0]), pid > 0 else {
            throw TestSupportError("tmux does not know its program's process")
        }
        return pid
    }

    /// How the program ended; nil while it runs.
    public func exit() throws -> ChildExit? {
        let parts = try ask("#{pane_dead} #{pane_dead_status} #{pane_dead_signal}")
        guard parts[0] == "1" else { return nil }
        if let signal = Int32(parts[2]), signal > 0 { return .signal(signal) }
        if let code = Int32(parts[1]) { return .code(code) }
        // The terminal closes a moment before tmux has waited for the process, and tmux 3.3 now and then misses that
        // it should. This reminds it.
        Glibc.kill(server, SIGCHLD)
        return nil
    }

    /// True until the program has ended.
    public func isRunning() throws -> Bool {
        try exit() == nil
    }

    /// Sends the program a signal.
    public func signal(_ signal: Int32) throws {
        if try isRunning() { Glibc.kill(try programPID(), signal) }
    }

    /// Waits for the program's end.
    ///
    /// - Throws: ``TestSupportError`` with the last screen when it still runs after `limit`.
    public func waitForExit(atMost limit: Duration = .seconds(30)) async throws -> ChildExit {
        let end = try await Patience(limit, pause: .milliseconds(20)).wait { try self.exit() }
        if let end { return end }
        throw TestSupportError("The program still ran after \(limit). The screen:\n\(try framed())")
    }
}
