internal import SessionModel

/// What the site does to its directory.
enum DemoChange: Hashable, Sendable {
    /// A file gets this content, and is made where there is none; its time is that of the request.
    case write(name: String, text: String, at: Timestamp)
    /// A file goes away.
    case remove(name: String)
}
