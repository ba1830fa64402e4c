internal import SessionModel

/// What Rails' cache keeps under a key: the value, and when the entry ends, by which Rails goes as well as by the store.
///
/// Until 6.1 an object in Marshal with `@created_at` and `@expires_in`; in 7.0 a byte (1 where zlib follows) and an array
/// of value, end and version in Marshal; since 7.1 two bytes, a kind, the end as a double, and the version's length.
struct RailsCacheEntry {
    /// How the payload stands in the entry.
    let coding: PayloadCoding
    /// When the entry ends; nil for never, or where it does not tell.
    let end: Timestamp?
    /// Where its end is written.
    private let place: Place

    private enum Place {
        /// As eight bytes from here on.
        case double(Int)
        /// As the digits of a fraction in Marshal, which counts seconds since a moment.
        case digits(Range<Int>, since: Double)
        case nowhere(String)
    }

    /// nil where the bytes are no entry.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0, 0x11]) {
            self.init(header: bytes)
        } else if bytes.first == 0, Marshal.begins(bytes.dropFirst()) {
            self.init(array: bytes)
        } else if bytes.first == 1, bytes.count > 1, bytes[1] == 0x78 {
            self.init(packed: bytes)
        } else {
            self.init(object: bytes)
        }
    }

    // MARK: Rails 7.1 and later

    private init?(header bytes: [UInt8]) {
        guard bytes.count > 15 else { return nil }
        let kind = bytes[2]
        let seconds = Double(bitPattern: bytes[3..<11].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        let version = Int32(
            truncatingIfNeeded: bytes[11..<15].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        let start = 15 + max(0, Int(version))
        guard start < bytes.count else { return nil }
        end = seconds < 0 ? nil : Timestamp(seconds: seconds)
        place = .double(3)
        let inner = kind & 0x7F == 1 ? Self.serialized(.value) : .opaque(Self.otherwise)
        coding = Self.behind(start, kind & 0x80 == 0 ? inner : Self.inflated(inner))
    }

    // MARK: Rails 7.0

    private init?(array bytes: [UInt8]) {
        coding = Self.behind(1, Self.serialized(.cacheEntry))
        var reader = MarshalReader(Array(bytes.dropFirst()))
        guard let root = try? reader.run(), case .array(let members) = reader.heap.values[Int(root)],
            let second = reader.heap.content(members).dropFirst().first,
            let range = reader.heap.floatRange(of: second)
        else {
            (end, place) = (nil, .nowhere(Self.tellsNoEnd))
            return
        }
        let seconds = Double(String(decoding: reader.heap.bytes[range], as: UTF8.self))
        end = seconds.flatMap(Timestamp.init(seconds:))
        place = .digits(range.lowerBound + 1..<range.upperBound + 1, since: 0)
    }

    private init?(packed bytes: [UInt8]) {
        coding = Self.behind(1, Self.inflated(Self.serialized(.cacheEntry)))
        let packed = Array(bytes.dropFirst())
        let content = (try? Inflater.inflate(packed, limit: Inflater.limit(of: packed))) ?? []
        let inner = RailsCacheEntry(array: [0] + content)
        end = inner?.end
        place = .nowhere("Its cache compresses it, so the end in it can't be moved; it can be ended.")
    }

    // MARK: Rails 6.1 and before

    private init?(object bytes: [UInt8]) {
        guard Marshal.begins(bytes) else { return nil }
        var reader = MarshalReader(bytes)
        guard let root = try? reader.run(), reader.heap.member("@created_at", of: root) != nil else { return nil }
        coding = Self.serialized(.cacheEntry)
        guard let created = Self.number("@created_at", of: root, reader.heap),
            let life = Self.number("@expires_in", of: root, reader.heap)
        else {
            (end, place) = (nil, .nowhere(Self.tellsNoEnd))
            return
        }
        end = Timestamp(seconds: created.value + life.value)
        place = .digits(life.range, since: created.value)
    }

    private static func number(
        _ name: String, of root: Int32, _ heap: MarshalHeap
    ) -> (value: Double, range: Range<Int>)? {
        guard let range = heap.member(name, of: root).flatMap(heap.floatRange),
            let value = Double(String(decoding: heap.bytes[range], as: UTF8.self)), value.isFinite
        else { return nil }
        return (value, range)
    }

    // MARK: The end

    /// The bytes with another end in them: nothing else in them says where it stands.
    func redated(_ deadline: Deadline, _ bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        guard let moment = deadline.moment else {
            throw FormatError("Rails gives every session of its cache an end; give it a date.")
        }
        switch place {
        case .nowhere(let reason): throw FormatError(reason)
        case .double(let start):
            let bits = moment.seconds.bitPattern
            var written = Array(bytes[..<start])
            for shift in stride(from: 0, to: 64, by: 8) { written.append(UInt8(bits >> UInt64(shift) & 0xFF)) }
            written += bytes[(start + 8)...]
            return written
        case .digits(let range, let since):
            // A length below 123 is one byte, and a fraction's digits are never more.
            let digits = Array("\(moment.seconds - since)".utf8)
            guard digits.count < 100, bytes[range.lowerBound - 1] == UInt8(range.count + 5) else {
                throw FormatError("The end in its cache entry can't be rewritten; it can be ended.")
            }
            var written = Array(bytes[..<(range.lowerBound - 1)])
            written.append(UInt8(digits.count + 5))
            written += digits
            written += bytes[range.upperBound...]
            return written
        }
    }

    private static let tellsNoEnd = "Its cache entry has no end of its own."
    private static let otherwise = "Its cache holds no session as Marshal writes it, so its data can't be shown."

    // MARK: Coding

    private static func serialized(_ form: Marshal.Form) -> PayloadCoding { .serialized(Marshal(form: form)) }

    private static func behind(_ start: Int, _ inner: PayloadCoding) -> PayloadCoding {
        inner.inside(
            "an entry of Rails' cache",
            open: { bytes throws(FormatError) in Array(bytes.dropFirst(start)) },
            close: { _, _ throws(FormatError) in throw FormatError(Marshal.lock) })
    }

    private static func inflated(_ inner: PayloadCoding) -> PayloadCoding {
        inner.inside(
            "zlib",
            open: { bytes throws(FormatError) in
                guard let content = try? Inflater.inflate(bytes, limit: Inflater.limit(of: bytes)) else {
                    throw FormatError("Its cache entry is compressed, and damaged or too large to be shown.")
                }
                return content
            },
            close: { _, _ throws(FormatError) in throw FormatError(Marshal.lock) })
    }
}
