import Synchronization

/// What a callback brought, from whichever thread.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    /// Everything so far.
    var all: [Element] { elements.withLock { $0 } }

    /// Adds one.
    func append(_ element: Element) { elements.withLock { $0.append(element) } }
}
