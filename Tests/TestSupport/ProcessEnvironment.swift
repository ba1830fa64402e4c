import Glibc

/// The environment of the test process, and the one its children get.
public enum ProcessEnvironment {
    /// A variable of the test process; nil also where it is set to nothing.
    static func value(_ name: String) -> String? {
        guard let text = getenv(name), text.pointee != 0 else { return nil }
        return String(cString: text)
    }

    /// What every child process starts from: PATH, a UTF-8 locale, UTC, and a home and XDG directories inside
    /// `home`, so that no test sees the configuration of whoever runs it.
    public static func isolated(home: TemporaryDirectory) -> [String: String] {
        [
            "PATH": value("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "TMPDIR": home.path,
            "HOME": home.path,
            "XDG_CONFIG_HOME": home.file("config"),
            "XDG_STATE_HOME": home.file("state"),
            "XDG_DATA_HOME": home.file("data"),
            "XDG_CACHE_HOME": home.file("cache"),
            "XDG_RUNTIME_DIR": home.path,
        ]
    }
}
