internal import SessionModel

/// Some keys of each place that keys are found in: of a layout, and of each lead that an application gave it.
struct SampledPlaces {
    /// What was found of one layout.
    private struct Place {
        let layout: Layout
        /// Whether all its keys have the same lead, which the layout names.
        let hasOneLead: Bool
        var keys: [[UInt8]: [SessionKey]] = [:]
        var isFull = false
    }

    private var found: [Place]
    /// How many of the places have a lead of the application's own.
    private var count = 0
    private let places: Int
    private let samples: Int

    /// Creates places for layouts: of each so many keys, and at the most so many places whose lead the application
    /// chose.
    init(_ layouts: [Layout], places: Int, samples: Int) {
        found = layouts.map { Place(layout: $0, hasOneLead: !$0.prefix.isEmpty) }
        (self.places, self.samples) = (places, samples)
    }

    /// The keys that were kept; one that fits several places is there several times.
    var keys: [SessionKey] { found.flatMap { $0.keys.values.joined() } }

    /// Keeps a key for every place that has too few yet; whether there was any.
    @discardableResult
    mutating func take(_ key: SessionKey) -> Bool {
        var isKept = false
        for number in found.indices where !found[number].isFull {
            guard let lead = Self.lead(of: key, in: found[number].layout) else { continue }
            if keep(key, lead, number) { isKept = true }
        }
        return isKept
    }

    private mutating func keep(_ key: SessionKey, _ lead: [UInt8], _ number: Int) -> Bool {
        guard let known = found[number].keys[lead]?.count else {
            // Of leads that are anybody's there may be as many as keys.
            guard found[number].hasOneLead || count < places else { return false }
            count += found[number].hasOneLead ? 0 : 1
            found[number].keys[lead] = [key]
            return true
        }
        guard known < samples else { return false }
        found[number].keys[lead]?.append(key)
        found[number].isFull = found[number].hasOneLead && known + 1 == samples
        return true
    }

    /// What stands in front of the key's stem; nil for a key of another layout.
    private static func lead(of key: SessionKey, in layout: Layout) -> [UInt8]? {
        switch layout {
        case .keyValue(let keys): keys.stemStart(in: key.bytes).map { Array(key.bytes[..<$0]) }
        case .files, .table, .documents, .memory: layout.claims(key) ? [] : nil
        }
    }
}
