/// Takes a FastLZ stream apart, of either level, and makes one that holds bytes as they are.
///
/// Read in ariya/FastLZ (`fastlz.c`): runs of literal bytes, and copies of what came out already.
enum FastLZ {
    /// What is in a stream; nil where it is damaged, or where other than `count` bytes come out of it.
    static func expand(_ stream: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        // No byte of a stream stands for more than 255, so that room is made for nothing that can't come.
        guard let first = stream.first, first >> 5 <= 1, count <= 256 * stream.count else { return nil }
        var reader = Reader(stream, isSecondLevel: first >> 5 == 1, count: count)
        return reader.run()
    }

    /// A stream of the first level that holds bytes as they are, in runs of 32: what any reader takes.
    static func wrap(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 32).reduce(into: []) { stream, start in
            let run = bytes[start..<min(bytes.count, start + 32)]
            stream.append(UInt8(run.count - 1))
            stream += run
        }
    }

    private struct Reader {
        private let stream: ArraySlice<UInt8>
        private let isSecondLevel: Bool
        private let count: Int
        private var place: Int
        private var output: [UInt8] = []

        init(_ stream: ArraySlice<UInt8>, isSecondLevel: Bool, count: Int) {
            self.stream = stream
            self.isSecondLevel = isSecondLevel
            self.count = count
            place = stream.startIndex
            output.reserveCapacity(count)
        }

        mutating func run() -> [UInt8]? {
            // The first command's upper bits are the level; it is always a run.
            guard let first = next(), literals(Int(first & 31) + 1) else { return nil }
            while place < stream.endIndex {
                guard let command = next() else { return nil }
                guard command < 32 ? literals(Int(command) + 1) : copy(command) else { return nil }
            }
            return output.count == count ? output : nil
        }

        private mutating func next() -> UInt8? {
            guard place < stream.endIndex else { return nil }
            defer { place += 1 }
            return stream[place]
        }

        private mutating func literals(_ length: Int) -> Bool {
            guard stream.endIndex - place >= length, output.count + length <= count else { return false }
            output += stream[place..<(place + length)]
            place += length
            return true
        }

        private mutating func copy(_ command: UInt8) -> Bool {
            guard let length = length(command), let distance = distance(Int(command & 31) << 8),
                distance <= output.count, output.count + length <= count
            else { return false }
            // What is copied may be what the copy itself has just made.
            for _ in 0..<length { output.append(output[output.count - distance]) }
            return true
        }

        private mutating func length(_ command: UInt8) -> Int? {
            var length = Int(command >> 5) + 2
            guard command >> 5 == 7 else { return length }
            while true {
                guard let more = next() else { return nil }
                length += Int(more)
                // A longer copy would be more than may come out.
                guard isSecondLevel, more == 255, length <= count else { return length }
            }
        }

        private mutating func distance(_ high: Int) -> Int? {
            guard let low = next() else { return nil }
            guard isSecondLevel, high == 31 << 8, low == 255 else { return high + Int(low) + 1 }
            guard let farHigh = next(), let farLow = next() else { return nil }
            return (Int(farHigh) << 8) + Int(farLow) + 8192
        }
    }
}
