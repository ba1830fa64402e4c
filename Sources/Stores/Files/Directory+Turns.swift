internal import Glibc

extension Directory {
    /// How long another program's turn is waited for, in milliseconds, and how often is looked, in microseconds.
    private static let turnPatience: Int64 = 500
    private static let turnPause: UInt32 = 500

    /// Does something while no other program of ours writes to the directory, by an advisory lock (flock) on the
    /// directory itself, which no framework takes.
    ///
    /// A replacement that has to be taken back is in its place for a moment: a writer of ours who came in then would
    /// go by what is not going to last. A turn is no condition: where it does not come soon, or the file system knows
    /// no such lock, `body` runs without one.
    func inTurn<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let start = FileTime.now.milliseconds
        var isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        while !isHeld, errno == EWOULDBLOCK || errno == EINTR, FileTime.now.milliseconds - start < Self.turnPatience {
            usleep(Self.turnPause)
            isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
        defer { if isHeld { flock(descriptor, LOCK_UN) } }
        return try body()
    }
}
