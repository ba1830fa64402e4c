internal import SessionModel
internal import TextCodings

/// The classes of Java's own library that are shown as what they hold.
enum JavaLibrary {
    /// What an object is shown as.
    enum Shown {
        /// As the value in it.
        case value(JavaHeap.Value)
        /// As a text that says what it is.
        case fixed(String, String)
        /// As a list.
        case list([JavaHeap.Value])
        /// As an object with these members.
        case map([(key: JavaHeap.Value, value: JavaHeap.Value)])
    }

    /// What an object is shown as; nil for an object of another class.
    static func shown(_ number: Int, in heap: JavaHeap) -> Shown? {
        let name = heap.className(of: number)
        guard name.hasPrefix("java.") else { return nil }
        if boxes.contains(name) { return heap.field("value", of: number).map(Shown.value) }
        if lists.contains(name) { return .list(heap.elements(of: number)) }
        if maps.contains(name) { return .map(pairs(heap.elements(of: number))) }
        // Where it ends is told by a key and a value that it can't hold.
        if name == "java.util.concurrent.ConcurrentHashMap" {
            return .map(pairs(heap.elements(of: number).dropLast(2)))
        }
        if name.hasPrefix("java.util.Collections$") { return wrapped(name.dropFirst(22), number, heap) }
        switch name {
        case "java.util.Arrays$ArrayList":
            guard case .array(let array) = heap.field("a", of: number) else { return nil }
            return .list(heap.arrays[array])
        case "java.util.CollSer":
            // Its tag says which of the unchangeable collections it is: 3 is a map.
            guard case .integer(let tag) = heap.field("tag", of: number) else { return nil }
            let elements = heap.elements(of: number)
            return tag & 0xFF == 3 ? .map(pairs(elements)) : .list(elements)
        case "java.util.Date", "java.sql.Timestamp", "java.sql.Date", "java.sql.Time":
            return milliseconds(heap.data(of: number), heap).map {
                .fixed("date", Timestamp(milliseconds: $0).iso8601)
            }
        case "java.util.UUID": return uuid(number, heap).map { .fixed("uuid", $0) }
        case "java.time.Ser": return instant(heap.data(of: number), heap)
        default: return nil
        }
    }

    private static let boxes: Set<String> = [
        "java.lang.Long", "java.lang.Integer", "java.lang.Short", "java.lang.Byte", "java.lang.Boolean",
        "java.lang.Character", "java.lang.Double", "java.lang.Float",
        "java.util.concurrent.atomic.AtomicInteger", "java.util.concurrent.atomic.AtomicLong",
    ]

    /// They write counts and what orders them, and then their elements.
    private static let lists: Set<String> = [
        "java.util.ArrayList", "java.util.LinkedList", "java.util.ArrayDeque", "java.util.HashSet",
        "java.util.LinkedHashSet", "java.util.TreeSet", "java.util.concurrent.CopyOnWriteArrayList",
    ]

    /// They write counts, and then keys and values in turn.
    private static let maps: Set<String> = [
        "java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.Hashtable",
        "java.util.EnumMap", "java.util.IdentityHashMap",
    ]

    /// Keys and values in turn.
    private static func pairs(_ elements: [JavaHeap.Value]) -> [(key: JavaHeap.Value, value: JavaHeap.Value)] {
        stride(from: 0, to: elements.count - 1, by: 2).map { (key: elements[$0], value: elements[$0 + 1]) }
    }

    /// A view of another collection, or one with nothing or one thing in it.
    private static func wrapped(_ name: Substring, _ number: Int, _ heap: JavaHeap) -> Shown? {
        switch name {
        case "EmptyList", "EmptySet": return .list([])
        case "EmptyMap": return .map([])
        case "SingletonList", "SingletonSet": return heap.field("element", of: number).map { .list([$0]) }
        case "SingletonMap":
            guard let key = heap.field("k", of: number), let value = heap.field("v", of: number) else { return nil }
            return .map([(key, value)])
        case _ where name.hasPrefix("Unmodifiable") || name.hasPrefix("Synchronized"):
            return ["m", "list", "c", "s"].lazy.compactMap { heap.field($0, of: number) }.first.map(Shown.value)
        default: return nil
        }
    }

    private static func milliseconds(_ data: [JavaHeap.Value], _ heap: JavaHeap) -> Int64? {
        for case .block(let range) in data where range.count >= 8 { return number(heap.bytes[range].prefix(8)) }
        return nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
        Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    private static func uuid(_ number: Int, _ heap: JavaHeap) -> String? {
        guard case .integer(let high) = heap.field("mostSigBits", of: number),
            case .integer(let low) = heap.field("leastSigBits", of: number)
        else { return nil }
        let bytes = [high, low].flatMap { half in
            (0..<8).reversed().map { UInt8(truncatingIfNeeded: half >> Int64($0 * 8)) }
        }
        return HexText.uuid(bytes)
    }

    /// `java.time` writes a byte for the class, here 2 for an Instant: seconds since 1970, and nanoseconds.
    private static func instant(_ data: [JavaHeap.Value], _ heap: JavaHeap) -> Shown? {
        guard case .block(let range)? = data.first, range.count == 13, heap.bytes[range.lowerBound] == 2 else {
            return nil
        }
        let seconds = number(heap.bytes[(range.lowerBound + 1)..<(range.lowerBound + 9)])
        let nanoseconds = number(heap.bytes[(range.lowerBound + 9)..<range.upperBound])
        let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1000)
        guard !isTooLarge else { return nil }
        return .fixed("date", Timestamp(milliseconds: whole &+ nanoseconds / 1_000_000).iso8601)
    }
}
