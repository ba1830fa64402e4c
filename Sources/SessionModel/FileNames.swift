/// Which layouts of files claim a name, made ready for asking it of every name of a large directory.
///
/// It answers as `FileLayout.claims` does, but from plain numbers and tables: twenty times as fast.
public struct FileNames: Sendable {
    private struct Pattern {
        let prefix: Range<Int>
        let suffix: Range<Int>
        let count: ClosedRange<Int>
        /// The bit of its alphabet in `alphabets`.
        let alphabet: UInt16
        let replacement: FileLayout.Replacement
        let nesting: FileLayout.Nesting
        /// The bit of the group it belongs to.
        let group: UInt64

        /// Whether a name of a length leaves room for a stem, in bytes.
        func fits(_ length: Int) -> Bool {
            let left = length - prefix.count - suffix.count
            return left > 0 && count.contains(left)
        }
    }

    private let patterns: [Pattern]
    /// Which patterns a name can have by its length alone, those of one length behind those of the one before.
    private let fitting: [UInt16]
    /// Where in `fitting` those of each length begin; names of the last length and longer ones share a place.
    private let fittingStarts: [UInt16]
    /// All prefixes and suffixes, one behind the other.
    private let affixes: [UInt8]
    /// For each of the 256 bytes, which alphabets have it.
    private let alphabets: [UInt16]

    /// Whether there is no layout, so that nothing is a session.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Makes layouts ready.
    public init(_ layouts: [FileLayout]) { self.init(groups: [layouts]) }

    /// Makes groups of layouts ready, of which it tells which ones claim a name: the first 64.
    public init(groups: [[FileLayout]]) {
        var (patterns, affixes, alphabets) = ([Pattern](), [UInt8](), [StemShape.Alphabet]())
        func place(_ affix: String) -> Range<Int> {
            affixes += Array(affix.utf8)
            return affixes.count - affix.utf8.count..<affixes.count
        }
        for (group, layouts) in groups.prefix(UInt64.bitWidth).enumerated() {
            for layout in layouts {
                let shape = layout.stem.shape
                if !alphabets.contains(shape.alphabet) { alphabets.append(shape.alphabet) }
                patterns.append(
                    Pattern(
                        prefix: place(layout.prefix), suffix: place(layout.suffix), count: shape.count,
                        alphabet: 1 << UInt16(alphabets.firstIndex(of: shape.alphabet) ?? 0),
                        replacement: layout.replacement, nesting: layout.nesting, group: 1 << UInt64(group)))
            }
        }
        self.patterns = patterns
        (fitting, fittingStarts) = Self.fitting(patterns)
        self.affixes = affixes
        self.alphabets = (UInt8.min...UInt8.max).map { byte in
            alphabets.indices.reduce(0) { alphabets[$1].holds(byte) ? $0 | 1 << UInt16($1) : $0 }
        }
    }

    private init(_ names: FileNames, patterns: [Pattern]) {
        self.patterns = patterns
        (fitting, fittingStarts) = Self.fitting(patterns)
        affixes = names.affixes
        alphabets = names.alphabets
    }

    /// No file has a longer name on Linux, in bytes (NAME_MAX, limits.h); what is longer is a key from elsewhere.
    private static let longest = 255

    /// Sorts patterns by the lengths of the names that can have them.
    private static func fitting(_ patterns: [Pattern]) -> (patterns: [UInt16], starts: [UInt16]) {
        var (fitting, starts) = ([UInt16](), [UInt16]())
        for length in 0...longest {
            starts.append(UInt16(fitting.count))
            fitting += patterns.indices.filter { patterns[$0].fits(length) }.map { UInt16($0) }
        }
        starts.append(UInt16(fitting.count))
        fitting += patterns.indices.map { UInt16($0) }
        starts.append(UInt16(fitting.count))
        return (fitting, starts)
    }

    /// The patterns, by their places in `fitting`, that a name of a length can have.
    @inline(__always)
    private func places(forLength length: Int) -> Range<Int> {
        let place = min(length, Self.longest + 1)
        return Int(fittingStarts[place])..<Int(fittingStarts[place + 1])
    }

    /// Those of the layouts whose files are nested in one of these ways.
    public func nested(_ isOneOf: (FileLayout.Nesting) -> Bool) -> FileNames {
        FileNames(self, patterns: patterns.filter { isOneOf($0.nesting) })
    }

    /// Whether a layout claims a name.
    public func claims(_ name: UnsafeRawBufferPointer) -> Bool { firstClaiming(name) != nil }

    /// Whether a layout claims a key.
    public func claims(_ key: SessionKey) -> Bool { key.bytes.withUnsafeBytes { claims($0) } }

    /// Which groups have a layout that claims a name: a bit for each, the first group's the lowest.
    public func claiming(_ name: UnsafeRawBufferPointer) -> UInt64 {
        var claiming: UInt64 = 0
        // Most layouts see the same stem: it is looked through once.
        var looked = (stem: 0..<0, alphabets: UInt16(0))
        for place in places(forLength: name.count) {
            let pattern = patterns[Int(fitting[place])]
            guard claiming & pattern.group == 0, let stem = stem(of: name, pattern) else { continue }
            if looked.stem != stem { looked = (stem, alphabets(of: name, stem)) }
            if looked.alphabets & pattern.alphabet != 0 { claiming |= pattern.group }
        }
        return claiming
    }

    /// How the file of a key is replaced: as the first layout says that claims it.
    public func replacement(of key: SessionKey) -> FileLayout.Replacement {
        key.bytes.withUnsafeBytes { firstClaiming($0)?.pattern.replacement } ?? .exchange
    }

    /// How the file of a key is nested: as the first layout says that claims it.
    public func nesting(of key: SessionKey) -> FileLayout.Nesting {
        key.bytes.withUnsafeBytes { firstClaiming($0)?.pattern.nesting } ?? .flat
    }

    /// The directories that a file of this name is in, outermost first, with slashes between them: as the first layout
    /// says that claims it. Empty for none, nil for a name that is no session's.
    ///
    /// - Parameter depth: How many directories there are where the application chooses that.
    public func directories(of name: UnsafeRawBufferPointer, depth: Int) -> String? {
        firstClaiming(name).flatMap { pattern, stem in
            pattern.nesting.directories(of: name, stem: stem, depth: depth)
        }
    }

    /// The directories of a key's file.
    public func directories(of key: SessionKey, depth: Int) -> String? {
        key.bytes.withUnsafeBytes { directories(of: $0, depth: depth) }
    }

    /// Whether a file whose name begins so can be in a directory, or in one below it, of a nesting by characters: what is
    /// there of the stem has to begin as the directories are named. True where that can't be told.
    public func mayHold(_ start: SessionKey, in path: String, _ nesting: FileLayout.Nesting, depth: Int) -> Bool {
        guard nesting == .leadingCharacters else { return true }
        let directories = path.utf8.filter { $0 != UInt8(ascii: "/") }
        return patterns.contains { pattern in
            guard pattern.nesting == nesting else { return false }
            let prefix = affixes[pattern.prefix]
            guard start.bytes.starts(with: prefix) else { return prefix.starts(with: start.bytes) }
            return zip(start.bytes.dropFirst(prefix.count), directories).allSatisfy { $0 == $1 }
        }
    }

    private func firstClaiming(_ name: UnsafeRawBufferPointer) -> (pattern: Pattern, stem: Range<Int>)? {
        for place in places(forLength: name.count) {
            let pattern = patterns[Int(fitting[place])]
            if let stem = stem(of: name, pattern), alphabets(of: name, stem) & pattern.alphabet != 0 {
                return (pattern, stem)
            }
        }
        return nil
    }

    /// Where in a name its stem would stand; nil where prefix, suffix or length are not the pattern's.
    @inline(__always)
    private func stem(of name: UnsafeRawBufferPointer, _ pattern: Pattern) -> Range<Int>? {
        guard pattern.fits(name.count) else { return nil }
        let end = name.count - pattern.suffix.count
        guard matches(name, 0, pattern.prefix), matches(name, end, pattern.suffix) else { return nil }
        return pattern.prefix.count..<end
    }

    @inline(__always)
    private func matches(_ name: UnsafeRawBufferPointer, _ start: Int, _ affix: Range<Int>) -> Bool {
        for place in affix where name[start + place - affix.lowerBound] != affixes[place] { return false }
        return true
    }

    /// Which alphabets have all bytes of a stem.
    @inline(__always)
    private func alphabets(of name: UnsafeRawBufferPointer, _ stem: Range<Int>) -> UInt16 {
        alphabets.withUnsafeBufferPointer { alphabets in
            stem.reduce(UInt16.max) { $0 & alphabets[Int(name[$1])] }
        }
    }
}
