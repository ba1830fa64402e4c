internal import Glibc

/// What the kernel knows of a process.
enum ProcessFacts {
    /// The resident memory of this process, in bytes.
    static var residentBytes: Int {
        let fields = text("/proc/self/statm").split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    /// The processor time that a process's first thread has used, in milliseconds.
    static func processorTime(of pid: Int) -> Double {
        let field = text("/proc/\(pid)/task/\(pid)/schedstat").split(separator: " ").first
        return (field.flatMap { Double($0) } ?? 0) / 1e6
    }

    /// The processor time of all threads that a process has or had, and of all children that it has waited for, in
    /// milliseconds.
    static func servedTime(of pid: Int) -> Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid_t(pid), &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        let own = Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
        // The fields follow the name, which may hold anything, in parentheses; the first of them is the third of all.
        let fields = text("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = [13, 14].reduce(0.0) { sum, field in
            sum + (field < fields.count ? Double(fields[field]) ?? 0 : 0)
        }
        return own + ticks * 1e3 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
