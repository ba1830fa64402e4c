internal import CFiles
internal import Glibc

/// An open file, closed when its owner goes.
struct Descriptor: ~Copyable {
    /// The descriptor's number; good as long as this value lives.
    let number: Int32

    /// Takes over an open descriptor.
    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Sets the file's modification time; its access time stays.
    func setModified(_ time: FileTime) throws(SystemFailure) {
        let untouched = timespec(tv_sec: 0, tv_nsec: curfew_files_time_untouched)
        _ = try checkedErrno(futimens(number, [untouched, time.systemTime]), .settingTime)
    }
}
