/// How a format keeps its sessions in the memory of a running program: what to look for there.
public struct MemoryLayout: Hashable, Sendable {
    /// What holds the sessions by their ids.
    public enum Holder: Hashable, Sendable {
        /// A property of this name, of every object of a class: a plain object, a `Map` or a cache of the lru-cache kind.
        case member(String, ofClass: String)
        /// A `Map` by itself; its size and what is in it tell whether it is one of sessions.
        case map
    }

    /// What stands for a session there.
    public enum Values: Hashable, Sendable {
        /// A text that the framework reads anew at each request.
        case text
        /// An object of the application's own, shown as JSON and changed where it is.
        case objects
    }

    /// What holds the sessions by their ids.
    public var holder: Holder
    /// What stands for a session there.
    public var values: Values

    /// Creates a layout.
    public init(_ holder: Holder, values: Values) {
        self.holder = holder
        self.values = values
    }
}
