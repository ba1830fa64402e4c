internal import SessionModel

/// A file as one read found it.
struct FileSnapshot {
    let content: RecordContent
    let status: FileStatus
    /// Whether nothing speaks for a writer being in the middle of it.
    let isSettled: Bool
}
