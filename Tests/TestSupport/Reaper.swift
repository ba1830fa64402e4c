import Glibc
import Synchronization

/// A small shell of our own that ends what this test process started and removes its directories, should the test
/// process itself crash or be killed before it can.
///
/// It reads names from a pipe and acts when the pipe closes, which happens however the test process ends.
final class Reaper: Sendable {
    static let shared = Reaper()

    private let pipe: Mutex<Int32>

    private static let script = """
        trap '' INT TERM HUP
        pids=' '
        directories=
        newline='
        '
        while read -r verb what; do
            case $verb in
                watch) pids="$pids$what " ;;
                forget) pids="${pids%% $what *} ${pids#* $what }" ;;
                keep) directories="$directories$what$newline" ;;
                drop) directories=$(printf '%s' "$directories" | grep -vxF "$what")$newline ;;
            esac
        done
        for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
        IFS=$newline
        for directory in $directories; do
            case $directory in */curfew-??????) rm -rf "$directory" ;; esac
        done
        """

    private init() {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            pipe = Mutex(-1)
            return
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Not our own standard error: whoever reads that to its end must not wait for the reaper.
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let started = try? Spawn(
            "/bin/sh", ["-c", Self.script], environment: ["PATH": "/usr/bin:/bin"], directory: "/",
            input: ends[0], output: nowhere, errors: nowhere, newSession: true
        ).start()
        close(ends[0])
        if started == nil { close(ends[1]) }
        pipe = Mutex(started == nil ? -1 : ends[1])
    }

    func watch(pid: pid_t) { tell("watch \(pid)") }
    func forget(pid: pid_t) { tell("forget \(pid)") }
    func watch(directory: String) { tell("keep \(directory)") }
    func forget(directory: String) { tell("drop \(directory)") }

    private func tell(_ line: String) {
        pipe.withLock { descriptor in
            guard descriptor >= 0 else { return }
            try? FileBytes.writeAll(Array("\(line)\n".utf8), to: descriptor)
        }
    }
}
