/// The processes of the machine.
public enum ProcessTable {
    /// True while a process of this id runs; false also for one that has ended and that its parent has not waited for.
    public static func isAlive(_ pid: Int32) -> Bool {
        state("/proc/\(pid)").map { $0 != "Z" } ?? false
    }

    /// True when all threads of a process are stopped by a signal, or there is none.
    public static func standsStill(_ pid: Int32) -> Bool {
        let tasks = "/proc/\(pid)/task"
        return ((try? TemporaryDirectory.names(tasks)) ?? []).allSatisfy { task in
            state("\(tasks)/\(task)").map { $0 == "T" } ?? true
        }
    }

    /// The letter of a process's or a thread's state; nil where there is none.
    private static func state(_ folder: String) -> String? {
        guard let bytes = try? FileBytes.read("\(folder)/stat") else { return nil }
        // The state follows the name, which may hold anything, in parentheses.
        return String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first.map {
            String($0)
        }
    }
}
