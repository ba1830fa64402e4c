internal import SessionModel

/// Keys of a store that is listed to its end, sorted by how likely they are sessions; never more than can be looked into.
///
/// A cache may have millions of keys that look alike, so what is known of what stands in front of one is kept for the
/// next.
struct KeySweep {
    /// Some of each place whose prefix, or what stands in front of the stem, a format knows.
    private var known: SampledPlaces
    /// Some of each place that may be anything, where the stem looks as if a framework had drawn it at random, and where
    /// no stem can look so.
    private var drawn, plain: SampledPlaces
    /// The others that may be anything, in the order in which they came.
    private(set) var others: [SessionKey] = []
    /// Whether some of these had no room.
    private(set) var hasLeftOut = false
    /// How many keys of known places were there.
    private(set) var knownCount = 0

    private let knownLayouts: [KeyMatcher]
    private let guesses: [KeyMatcher]
    private let room: Int
    /// What stood in front of the last stem that may be anybody's, and whether a known layout has such keys.
    private var lead: (bytes: [UInt8], mayBeKnown: Bool)?

    /// Creates places for layouts: of each so many keys, so many places whose lead the application chose, and room for so
    /// many keys beside.
    init(_ layouts: [Layout], places: Int, samples: Int, room: Int) {
        let (known, guesses) = (layouts.filter { !$0.isGuess }, layouts.filter(\.isGuess))
        self.known = SampledPlaces(known, places: places, samples: samples)
        let (telling, untelling) = (guesses.filter(\.showsDrawing), guesses.filter { !$0.showsDrawing })
        drawn = SampledPlaces(telling, places: places, samples: samples)
        plain = SampledPlaces(untelling, places: places, samples: samples)
        knownLayouts = known.compactMap(\.keyValue).map(KeyMatcher.init)
        self.guesses = guesses.compactMap(\.keyValue).map(KeyMatcher.init)
        self.room = room
    }

    /// The keys that are the most likely, each once.
    var likely: [SessionKey] { Array(Set(known.keys + drawn.keys + plain.keys)) }

    /// Sorts in a key that some layout claims.
    mutating func take(_ key: UnsafeRawBufferPointer) {
        var isDrawn = false
        var isGuess = false
        for guess in guesses {
            guard let start = guess.stemStart(in: key) else { continue }
            if !isGuess, mayBeKnown(UnsafeRawBufferPointer(rebasing: key[..<start])), isKnown(key) {
                return takeKnown(key)
            }
            isGuess = true
            isDrawn = isDrawn || guess.layout.stem.looksDrawn(UnsafeRawBufferPointer(rebasing: key[start...]))
        }
        let key = SessionKey(bytes: key)
        guard isGuess else { return key.bytes.withUnsafeBytes { takeKnown($0) } }
        // Of a place that is full a key is one of the others.
        if isDrawn, drawn.take(key) { return }
        if plain.take(key) { return }
        if others.count < room { others.append(key) } else { hasLeftOut = true }
    }

    private mutating func takeKnown(_ key: UnsafeRawBufferPointer) {
        knownCount += 1
        known.take(SessionKey(bytes: key))
    }

    private func isKnown(_ key: UnsafeRawBufferPointer) -> Bool {
        knownLayouts.contains { $0.claims(key) }
    }

    /// Whether a known layout may have keys with this in front of the stem.
    private mutating func mayBeKnown(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let lead, lead.bytes.elementsEqual(bytes) { return lead.mayBeKnown }
        let mayBeKnown = knownLayouts.contains { known in
            switch known.layout.lead {
            case .exactly(let prefix): bytes.starts(with: prefix.utf8) || prefix.utf8.starts(with: bytes)
            // The mark may begin in front of the stem, and end in it.
            case .endingIn(let mark): mark.utf8.first.map(bytes.contains) == true
            case .anything: true
            }
        }
        lead = (Array(bytes), mayBeKnown)
        return mayBeKnown
    }
}

extension Layout {
    /// Whether a stem can look as if it had been drawn at random.
    fileprivate var showsDrawing: Bool { keyValue?.stem.showsDrawing == true }
}
