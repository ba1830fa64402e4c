internal import CFiles
internal import Glibc

/// The file system a directory is on.
struct FileSystem: Hashable, Sendable {
    /// Its name as `mount` prints it.
    let name: String
    /// Whether others than this machine's processes can write to it, of which inotify hears nothing.
    let isShared: Bool
    /// Whether it is mounted read-only.
    let isReadOnly: Bool

    /// The file system of an open directory.
    init(of directory: Directory) {
        var magic: UInt64 = 0
        _ = curfew_files_filesystem(directory.descriptor, &magic)
        (name, isShared) = Self.known[magic] ?? ("an unknown file system", false)
        var facts = statvfs()
        isReadOnly = fstatvfs(directory.descriptor, &facts) == 0 && facts.f_flag & UInt(ST_RDONLY) != 0
    }

    /// By the magic numbers of linux/magic.h and the file systems' own sources.
    private static let known: [UInt64: (name: String, isShared: Bool)] = [
        0xEF53: ("ext4", false), 0x5846_5342: ("xfs", false), 0x9123_683E: ("btrfs", false),
        0x0102_1994: ("tmpfs", false), 0x794C_7630: ("overlay", false), 0x2FC1_2FC1: ("zfs", false),
        0xF2F5_2010: ("f2fs", false), 0x4D44: ("vfat", false), 0x2011_BAB0: ("exfat", false),
        0x8584_58F6: ("ramfs", false), 0x7371_7368: ("squashfs", false), 0xCA45_1A4E: ("bcachefs", false),
        0x6969: ("nfs", true), 0x517B: ("smb", true), 0xFE53_4D42: ("smb2", true), 0xFF53_4D42: ("cifs", true),
        0x6573_5546: ("fuse", true), 0x0102_1997: ("9p", true), 0x00C3_6400: ("ceph", true),
        0x786F_4256: ("vboxsf", true), 0x0BD0_0BD0: ("lustre", true), 0x0116_1970: ("gfs2", true),
        0x7461_636F: ("ocfs2", true), 0x5346_414F: ("afs", true),
    ]
}
