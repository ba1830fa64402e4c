/// What the site does to its directory.
enum DemoChange: Hashable, Sendable {
    /// A file gets this content, and is made where there is none.
    case write(name: String, text: String)
    /// A file goes away.
    case remove(name: String)
}
