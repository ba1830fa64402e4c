internal import Glibc
public import SessionModel
internal import Synchronization

/// A small shop whose visitors are simulated: its sessions are files that Tina4 in four languages could have written.
///
/// The site lives until `stop`; the directory is its starter's.
public final class DemoSite: Sendable {
    /// Where the sessions are.
    public let directory: String
    private let simulation: Mutex<DemoSimulation>
    private let random: Mutex<DemoRandom>
    private let running = Mutex<Task<Void, Never>?>(nil)
    private let now: @Sendable () -> Timestamp

    /// How often something may happen, in milliseconds.
    private static let beat = 350

    /// Opens the site: the visitors of the last hour are there already when this returns.
    ///
    /// - Parameters:
    ///   - directory: An empty directory that can be written to.
    ///   - seed: The same number brings the same visitors.
    ///   - now: Our own time.
    /// - Throws: `DemoError` when a file can't be written.
    public static func start(
        in directory: String, seed: UInt64, now: @escaping @Sendable () -> Timestamp
    ) throws(DemoError) -> DemoSite {
        let site = DemoSite(directory, seed, now)
        try site.open()
        site.run()
        return site
    }

    private init(_ directory: String, _ seed: UInt64, _ now: @escaping @Sendable () -> Timestamp) {
        self.directory = directory
        self.now = now
        simulation = Mutex(DemoSimulation())
        random = Mutex(DemoRandom(seed: seed))
    }

    /// Stops the visitors; the files stay.
    public func stop() {
        running.withLock { task in
            task?.cancel()
            task = nil
        }
    }

    private func open() throws(DemoError) {
        for change in changes({ $0.open(at: now(), random: &$1) }) { try carryOut(change) }
    }

    private func run() {
        let task = Task.detached { [self] in
            while (try? await Task.sleep(for: .milliseconds(Self.beat))) != nil {
                for change in changes({ $0.step(at: now(), random: &$1) }) { try? carryOut(change) }
            }
        }
        running.withLock { $0 = task }
    }

    private func changes(_ body: (inout DemoSimulation, inout DemoRandom) -> [DemoChange]) -> [DemoChange] {
        simulation.withLock { simulation in random.withLock { random in body(&simulation, &random) } }
    }

    /// As the frameworks do it: written in place, deleted by name.
    private func carryOut(_ change: DemoChange) throws(DemoError) {
        switch change {
        case .remove(let name): unlink("\(directory)/\(name)")
        case .write(let name, let text, let moment):
            let path = "\(directory)/\(name)"
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw DemoError(path: path, code: errno) }
            defer { close(descriptor) }
            let bytes = Array(text.utf8)
            guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
                throw DemoError(path: path, code: errno)
            }
            let time = timespec(
                tv_sec: Int(moment.milliseconds / 1000), tv_nsec: Int(moment.milliseconds % 1000) * 1_000_000)
            futimens(descriptor, [time, time])
        }
    }
}

/// Why the demonstration can't be given.
public struct DemoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file that can't be written.
    public var path: String
    /// The system's error number.
    public var code: Int32

    /// One sentence.
    public var description: String { "Cannot write \(path): \(String(cString: strerror(code)))." }
}
