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

    private static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
