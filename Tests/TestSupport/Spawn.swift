import CTestSupport
import Glibc

/// One `posix_spawn`: what to run, and which of our descriptors become its standard three. Nothing else is inherited.
struct Spawn {
    let executable: String
    let arguments: [String]
    let environment: [String: String]
    let directory: String?
    let input: Int32
    let output: Int32
    let errors: Int32
    let newSession: Bool

    init(
        _ executable: String, _ arguments: [String], environment: [String: String], directory: String?,
        input: Int32, output: Int32, errors: Int32, newSession: Bool = false
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.output = output
        self.errors = errors
        self.newSession = newSession
    }

    /// Starts the process, with no signal blocked or ignored, and gives back its id.
    func start() throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let directory { _ = ctest_add_directory(&actions, directory) }
        try addDescriptors(to: &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        _ = ctest_set_signals(&attributes, newSession ? 1 : 0)

        return try withCStrings([executable] + arguments) { argv in
            try withCStrings(environment.map { "\($0)=\($1)" }) { envp in
                var pid: pid_t = 0
                let code = posix_spawn(&pid, executable, &actions, &attributes, argv, envp)
                guard code == 0 else { throw SystemCallFailure("start \(executable)", errno: code).error }
                return pid
            }
        }
    }

    private func addDescriptors(to actions: inout posix_spawn_file_actions_t) throws {
        for (target, source) in [input, output, errors].enumerated() {
            // A dup2 onto itself would keep close-on-exec set; posix_spawn clears it in that case.
            let code = posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
            guard code == 0 else { throw SystemCallFailure("redirect", errno: code).error }
        }
        _ = ctest_add_close_from(&actions, 3)
    }

    private func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
    ) rethrows -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return try body(copies + [nil])
    }
}
