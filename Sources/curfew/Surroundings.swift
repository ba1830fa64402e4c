internal import Configuration
internal import Glibc
internal import Operations
internal import SessionModel

/// The world the program runs in: variables, clock, terminal, person. Only here are they read.
struct Surroundings: Sendable {
    /// The process's variables.
    let environment: [String: String]
    /// Where our own files are.
    let paths: StandardPaths
    /// The working directory.
    let workingDirectory: String
    /// Who sits at the keyboard.
    let person: Operator
    /// Our own time.
    let now: @Sendable () -> Timestamp = { Surroundings.systemTime }
    /// Whether a person can be asked: they read what is written to standard error and type into standard input.
    let canAsk: Bool
    /// Whether standard output is a terminal.
    let showsOutput: Bool

    /// Whether there is a terminal to draw on and to take keys from.
    var hasScreen: Bool { showsOutput && isatty(0) == 1 }

    /// Reads the real ones.
    init() {
        environment = Self.variables()
        paths = StandardPaths(environment: environment, accountHome: Account(user: geteuid())?.home)
        workingDirectory = Self.currentDirectory()
        person = Self.person(environment)
        canAsk = isatty(0) == 1 && isatty(2) == 1
        showsOutput = isatty(1) == 1
    }

    private static var systemTime: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    private static func variables() -> [String: String] {
        guard case .success(let content) = FileContent.read("/proc/self/environ", atMost: 16 << 20) else { return [:] }
        var variables: [String: String] = [:]
        for entry in content.bytes.split(separator: 0) {
            let text = String(decoding: entry, as: UTF8.self)
            guard let equals = text.firstIndex(of: "=") else { continue }
            variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return variables
    }

    private static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    private static func person(_ environment: [String: String]) -> Operator {
        let login = loginUser().flatMap { Account(user: $0)?.name } ?? Account(user: getuid())?.name
        let origin = environment["SSH_CONNECTION"]?.split(separator: " ").first.map(String.init)
        return Operator(
            login: login ?? "uid \(getuid())", sudoUser: environment["SUDO_USER"], terminal: terminalName(),
            origin: origin)
    }

    /// The user the login was made as, which neither su nor sudo changes; nil where no login was recorded.
    private static func loginUser() -> uid_t? {
        guard case .success(let content) = FileContent.read("/proc/self/loginuid"),
            let number = uid_t(String(decoding: content.bytes.prefix { (48...57).contains($0) }, as: UTF8.self)),
            number != uid_t.max
        else { return nil }
        return number
    }

    private static func terminalName() -> String? {
        for descriptor in Int32(0)...2 {
            var name = [CChar](repeating: 0, count: 256)
            guard ttyname_r(descriptor, &name, name.count) == 0 else { continue }
            return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }
}

/// A person's entry in the system's list of accounts.
private struct Account {
    let name: String
    let home: String

    init?(user: uid_t) {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        name = String(cString: entry.pw_name)
        home = String(cString: entry.pw_dir)
    }
}
