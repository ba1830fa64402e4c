import Glibc
import TestSupport

/// A directory of sessions that Tina4 could have written, and the program run on it.
final class Shop {
    /// Where HOME, the working directory and the sessions are.
    let home: TemporaryDirectory
    /// The directory of the sessions.
    let sessions: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        sessions = try TemporaryDirectory()
    }

    /// Seconds since 1970.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// An id of Python's length that begins so.
    static func id(_ start: String) -> String {
        start + "-0123456789_abcdefghijklmnopqrstuvwxyzABCDEFG".prefix(43 - start.count)
    }

    /// Puts in a session as Python writes it, which ends in so many seconds; nil for never.
    @discardableResult
    func add(
        _ start: String, _ payload: KeyValuePairs<String, String> = ["user_id": "7"], endsIn seconds: Double? = 600
    ) throws -> String {
        let id = Self.id(start)
        let expires = seconds.map { (Self.now + $0).rounded() + 0.25 }
        try Tina4Record.pythonFile(id: id, payload, expires: expires).write(in: sessions)
        return id
    }

    /// The name of the file of an id.
    func fileName(_ id: String) -> String { Tina4Record.pythonFile(id: id, [:], expires: nil).name }

    /// What is in the file of an id.
    func text(_ id: String) throws -> String { String(decoding: try sessions.read(fileName(id)), as: UTF8.self) }

    /// Whether a session's file is there.
    func holds(_ id: String) throws -> Bool { try sessions.names().contains(fileName(id)) }

    /// What all files hold, by name: to see that nothing changed.
    func everything() throws -> [String: [UInt8]] {
        var everything: [String: [UInt8]] = [:]
        for name in try sessions.names() { everything[name] = try sessions.read(name) }
        return everything
    }

    /// Takes the directory away as soon as an act stands in the journal: whoever looks after the act finds no store.
    func vanishAfterAct() async throws {
        let isDone = await Patience(.seconds(60)).wait { (try? self.journal())?.isEmpty == false ? true : nil }
        guard isDone == true, rename(sessions.path, home.file("away")) == 0 else {
            throw TestSupportError("The sessions could not be taken away after an act.")
        }
    }

    /// Runs the program on these sessions.
    func run(_ arguments: String..., environment: [String: String] = [:], input: ChildProcess.Input = .closed) throws
        -> ProgramRun
    {
        try ProgramRun(
            [arguments[0], "--store", sessions.path] + arguments.dropFirst(), environment: environment, home: home,
            input: input)
    }
}
