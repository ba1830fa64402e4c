/// The processes of the machine.
public enum ProcessTable {
    /// True while a process of this id runs; false also for one that has ended and that its parent has not waited for.
    public static func isAlive(_ pid: Int32) -> Bool {
        guard let bytes = try? FileBytes.read("/proc/\(pid)/stat") else { return false }
        // The state follows the name, which may hold anything, in parentheses.
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ")
        return fields?.first != "Z"
    }
}
