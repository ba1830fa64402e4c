internal import Synchronization
internal import TerminalKit

/// The themes there are, read once: in the background when there is time, or at once when somebody wants them.
final class ThemeShelf: Sendable {
    private let read: @Sendable () throws -> [Theme]
    private let known: Mutex<[Theme]?>

    /// Creates a shelf; `known` are all themes, where they have been read already.
    init(known: [Theme]?, read: @escaping @Sendable () throws -> [Theme]) {
        self.known = Mutex(known)
        self.read = read
    }

    /// All of them; waits for them where they are being read. None where they can't be.
    var all: [Theme] {
        known.withLock { known in
            if let known { return known }
            let found = (try? read()) ?? []
            known = found
            return found
        }
    }

    /// Begins to read them on another thread, if nobody has.
    func fill() {
        Task.detached(priority: .utility) { _ = self.all }
    }
}
