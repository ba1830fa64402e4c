internal import SessionModel

/// Takes a zlib stream apart (RFC 1950 and 1951), up to a bound on what comes out.
struct Inflater {
    /// Why a stream can't be taken apart.
    enum Failure: Error, Hashable {
        /// It is no zlib stream, or is cut short or damaged.
        case damaged
        /// More comes out than the bound.
        case tooLarge
    }

    private let input: [UInt8]
    private let limit: Int
    private var place = 0
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    private init(_ input: [UInt8], limit: Int) {
        self.input = input
        self.limit = limit
    }

    /// How much may come out of a stream, in bytes: sixteen times what goes in, and 64 KiB at least.
    static func limit(of stream: [UInt8]) -> Int { max(64 << 10, 16 * stream.count) }

    /// What is in a zlib stream: all of it, or a failure.
    static func inflate(_ stream: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        // Method 8, a header that divides by 31, and no dictionary.
        guard stream.count >= 6, stream[0] & 15 == 8, stream[1] & 32 == 0,
            (Int(stream[0]) << 8 | Int(stream[1])).isMultiple(of: 31)
        else { throw .damaged }
        var inflater = Inflater(stream, limit: limit)
        inflater.place = 2
        try inflater.run()
        let sum = stream[inflater.place...].prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard inflater.place + 4 == stream.count, sum == Adler32.sum(of: inflater.output) else { throw .damaged }
        return inflater.output
    }

    // MARK: Blocks

    private mutating func run() throws(Failure) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try copyStored()
            case 1: try expand(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try readCodes()
                try expand(literals, distances)
            default: throw .damaged
            }
        }
    }

    private mutating func copyStored() throws(Failure) {
        bits = 0
        bitCount = 0
        guard place + 4 <= input.count else { throw .damaged }
        let count = Int(input[place]) | Int(input[place + 1]) << 8
        let complement = Int(input[place + 2]) | Int(input[place + 3]) << 8
        place += 4
        guard count ^ 0xFFFF == complement, place + count <= input.count else { throw .damaged }
        guard output.count + count <= limit else { throw .tooLarge }
        output += input[place..<(place + count)]
        place += count
    }

    private mutating func expand(_ literals: HuffmanCode, _ distances: HuffmanCode) throws(Failure) {
        while true {
            let symbol = try next(literals)
            switch symbol {
            case 0..<256:
                guard output.count < limit else { throw .tooLarge }
                output.append(UInt8(symbol))
            case 256: return
            case 257..<286: try copyBack(symbol - 257, distances)
            default: throw .damaged
            }
        }
    }

    private mutating func copyBack(_ symbol: Int, _ distances: HuffmanCode) throws(Failure) {
        let length = Self.lengths[symbol].base + (try take(Self.lengths[symbol].extra))
        let code = try next(distances)
        guard code < Self.distances.count else { throw .damaged }
        let distance = Self.distances[code].base + (try take(Self.distances[code].extra))
        guard distance <= output.count else { throw .damaged }
        guard output.count + length <= limit else { throw .tooLarge }
        for _ in 0..<length { output.append(output[output.count - distance]) }
    }

    private mutating func readCodes() throws(Failure) -> (literals: HuffmanCode, distances: HuffmanCode) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let lengthCount = try take(4) + 4
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<lengthCount { codeLengths[Self.lengthOrder[index]] = try take(3) }
        guard let code = HuffmanCode(codeLengths) else { throw .damaged }
        var all: [Int] = []
        while all.count < literalCount + distanceCount {
            let symbol = try next(code)
            switch symbol {
            case 0..<16: all.append(symbol)
            case 16:
                guard let last = all.last else { throw .damaged }
                all += [Int](repeating: last, count: try take(2) + 3)
            case 17: all += [Int](repeating: 0, count: try take(3) + 3)
            default: all += [Int](repeating: 0, count: try take(7) + 11)
            }
        }
        guard all.count == literalCount + distanceCount, all[256] != 0,
            let literals = HuffmanCode(Array(all[..<literalCount])),
            let distances = HuffmanCode(Array(all[literalCount...]))
        else { throw .damaged }
        return (literals, distances)
    }

    // MARK: Bits

    /// The next bits as a number, the first one the lowest.
    private mutating func take(_ count: Int) throws(Failure) -> Int {
        while bitCount < count {
            guard place < input.count else { throw .damaged }
            bits |= UInt32(input[place]) << UInt32(bitCount)
            place += 1
            bitCount += 8
        }
        defer {
            bits >>= UInt32(count)
            bitCount -= count
        }
        return Int(bits & (1 << UInt32(count) - 1))
    }

    /// The next symbol of a code, whose bits come the highest first.
    private mutating func next(_ code: HuffmanCode) throws(Failure) -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1...HuffmanCode.longest {
            value |= try take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .damaged
    }

    // MARK: Tables

    private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// The longest has a symbol of its own.
    private static let lengths = ranges(from: 3, furtherBits: [0, 0, 1, 2, 3, 4, 5], each: 4) + [(258, 0)]
    private static let distances = ranges(from: 1, furtherBits: [0] + Array(0...13), each: 2)

    /// Ranges that follow each other, so many with each number of further bits.
    private static func ranges(from first: Int, furtherBits: [Int], each: Int) -> [(base: Int, extra: Int)] {
        var ranges: [(base: Int, extra: Int)] = []
        var base = first
        for extra in furtherBits {
            for _ in 0..<each {
                ranges.append((base, extra))
                base += 1 << extra
            }
        }
        return ranges
    }

    private static let fixedLiterals = HuffmanCode(
        complete: [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
            + [Int](repeating: 8, count: 8))
    private static let fixedDistances = HuffmanCode(complete: [Int](repeating: 5, count: 30))
}

/// A canonical Huffman code: how many symbols have codes of each length, and the symbols in the order of their codes.
private struct HuffmanCode {
    static let longest = 15

    let counts: [Int]
    let symbols: [Int]

    /// Creates a code of its symbols' lengths; nil where more symbols are said to be than the lengths have room for.
    init?(_ lengths: [Int]) {
        self.init(complete: lengths)
        var left = 1
        for length in 1...Self.longest {
            left = left << 1 - counts[length]
            if left < 0 { return nil }
        }
    }

    /// Creates a code of lengths that are known to fit.
    init(complete lengths: [Int]) {
        var counts = [Int](repeating: 0, count: Self.longest + 1)
        for length in lengths { counts[length] += 1 }
        counts[0] = 0
        self.counts = counts
        symbols = (1...Self.longest).flatMap { length in lengths.indices.filter { lengths[$0] == length } }
    }
}
