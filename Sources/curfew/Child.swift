internal import Glibc

/// Why a command gave nothing, in words for a person.
struct ChildFailure: Error {
    var words: String
}

/// Runs other programs: the editor, and commands that print a secret.
enum Child {
    /// Runs a command in the terminal and waits for it.
    ///
    /// - Returns: Its exit code; 128 and the signal where one ended it.
    static func run(_ words: [String]) throws(ChildFailure) -> Int32 {
        try wait(for: spawn(words, output: nil))
    }

    /// Runs a command in the terminal, with another environment and a file on standard input that is removed once it is
    /// open, and waits for it.
    ///
    /// - Returns: Its exit code; 128 and the signal where one ended it.
    static func run(_ words: [String], environment: [String: String], input: EditedFile) throws(ChildFailure) -> Int32 {
        let descriptor = open(input.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        let number = errno
        input.remove()
        guard descriptor >= 0 else { throw failure(number) }
        defer { close(descriptor) }
        return try wait(for: spawn(words, output: nil, input: descriptor, environment: environment))
    }

    /// Runs a command and gives what it printed to standard output.
    static func output(of words: [String]) throws(ChildFailure) -> [UInt8] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw failure(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child: pid_t
        do throws(ChildFailure) {
            child = try spawn(words, output: ends[1])
        } catch {
            ends.forEach { close($0) }
            throw error
        }
        close(ends[1])
        defer { close(ends[0]) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 20 {
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        let code = try wait(for: child)
        guard code == 0 else { throw ChildFailure(words: "it ended with code \(code)") }
        return bytes
    }

    private static func spawn(
        _ words: [String], output: Int32?, input: Int32? = nil, environment: [String: String]? = nil
    ) throws(ChildFailure) -> pid_t {
        guard let program = words.first else { throw ChildFailure(words: "there is no command") }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals are blocked and SIGPIPE is ignored here; a child starts as if from a shell.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var restored = Interruption.set
        sigaddset(&restored, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &restored)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var variables: [UnsafeMutablePointer<CChar>?] = (environment ?? [:]).map { strdup("\($0)=\($1)") } + [nil]
        defer { variables.forEach { free($0) } }
        var child: pid_t = 0
        let number =
            environment == nil
            ? posix_spawnp(&child, program, &actions, &attributes, &arguments, environ)
            : posix_spawnp(&child, program, &actions, &attributes, &arguments, &variables)
        guard number == 0 else { throw failure(number) }
        return child
    }

    private static func wait(for child: pid_t) throws(ChildFailure) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw failure(errno) }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    private static func failure(_ number: Int32) -> ChildFailure {
        ChildFailure(words: String(cString: strerror(number)))
    }
}
