import Glibc

/// A file system of a few kilobytes, mounted on a directory of its own until it goes.
final class SmallFileSystem: Sendable {
    let directory = TestDirectory()

    /// Whether this process may mount at all.
    static let isPossible = geteuid() == 0 && SmallFileSystem() != nil

    init?() {
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=32k,nr_inodes=20") == 0 else { return nil }
    }

    /// Makes it read-only.
    func makeReadOnly() -> Bool {
        mount("tmpfs", directory.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "size=32k") == 0
    }

    deinit {
        umount2(directory.path, Int32(MNT_DETACH))
    }
}
