internal import Glibc

/// The environment this run was started with.
enum ProcessVariables {
    /// A variable; nil also where it is empty.
    static func value(_ name: String) -> String? {
        guard let text = getenv(name), text.pointee != 0 else { return nil }
        return String(cString: text)
    }
}
