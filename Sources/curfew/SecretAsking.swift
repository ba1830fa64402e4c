internal import Configuration
internal import Glibc
internal import SessionModel
internal import StoreKit

/// The ways to fetch a secret from the real world: a file, a command, a person.
struct SecretAsking {
    private let surroundings: Surroundings

    init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    /// The ways, for `SecretSource.fetch`.
    var effects: SecretEffects {
        SecretEffects(
            environment: surroundings.environment, home: surroundings.paths.home, read: { FileContent.read($0) },
            run: { Self.run($0) }, ask: { use in Self.ask("The \(use.rawValue): ") })
    }

    /// Runs a command and gives what it printed.
    private static func run(_ words: [String]) -> Result<[UInt8], SecretEffects.CommandFailure> {
        do throws(ChildFailure) {
            return .success(try Child.output(of: words))
        } catch {
            return .failure(.init(error.words))
        }
    }

    /// Asks on the terminal, whatever the standard streams are, and does not show what is typed.
    private static func ask(_ question: String) -> Secret? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var shown = termios()
        guard tcgetattr(terminal, &shown) == 0 else { return nil }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(terminal, TCSAFLUSH, &shown)
            _ = write(terminal, "\n", 1)
        }
        _ = question.withCString { write(terminal, $0, strlen($0)) }
        return LineReader.line(from: terminal).map(Secret.init)
    }
}
