internal import SessionFormats

/// What takes a while and needs to know nothing yet: begun beside the reading of arguments and settings.
enum EarlyStart {
    /// Makes the formats, and with them the first of the threads that a store is opened on. Signals must be blocked, and
    /// the locale set, already.
    static func begin() {
        Task.detached { _ = OpenTheStore.formats }
    }
}
