internal import SessionModel

/// Some keys of each place that keys are found in: of a layout, and of each lead that an application gave it.
struct SampledPlaces {
    /// What was found of one layout.
    private struct Place {
        /// Whether all its keys have the same lead, which the layout names.
        let hasOneLead: Bool
        /// The keys of each lead, and which lead that is.
        var keys: [[SessionKey]] = []
        var leads: [[UInt8]: Int] = [:]
        /// The lead that came last: mostly the next key has the same.
        var last: (lead: [UInt8], number: Int)?
        var isFull = false

        /// Which of its leads this is; nil for none of them.
        mutating func place(of lead: UnsafeRawBufferPointer) -> Int? {
            if let last, last.lead.elementsEqual(lead) { return last.number }
            guard !leads.isEmpty else { return nil }
            let lead = Array(lead)
            guard let number = leads[lead] else { return nil }
            last = (lead, number)
            return number
        }

        /// Begins a lead with a key.
        mutating func begin(_ lead: [UInt8], with key: SessionKey) {
            leads[lead] = keys.count
            last = (lead, keys.count)
            keys.append([key])
        }
    }

    private let layouts: [Layout]
    /// Find the leads of the layouts' keys; nil for a layout whose keys have none.
    private let matchers: [KeyMatcher?]
    /// What was found of each layout. Beside what is asked for every key, as what is in here is costly to copy.
    private var found: [Place]
    /// How many of the places have a lead of the application's own.
    private var count = 0
    private let places: Int
    private let samples: Int

    /// Creates places for layouts: of each so many keys, and at the most so many places whose lead the application
    /// chose.
    init(_ layouts: [Layout], places: Int, samples: Int) {
        self.layouts = layouts
        matchers = layouts.map { $0.keyValue.map(KeyMatcher.init) }
        found = layouts.map { Place(hasOneLead: !$0.prefix.isEmpty) }
        (self.places, self.samples) = (places, samples)
    }

    /// The keys that were kept; one that fits several places is there several times.
    var keys: [SessionKey] { found.flatMap { $0.keys.joined() } }

    /// Keeps a key for every place that has too few yet; whether there was any.
    @discardableResult
    mutating func take(_ key: SessionKey) -> Bool {
        var isKept = false
        key.bytes.withUnsafeBytes { bytes in
            for number in found.indices where !found[number].isFull {
                guard let length = leadLength(of: bytes, number) else { continue }
                if keep(key, UnsafeRawBufferPointer(rebasing: bytes[..<length]), number) { isKept = true }
            }
        }
        return isKept
    }

    /// How much stands in front of a key's stem; nil for a key of another layout.
    private func leadLength(of key: UnsafeRawBufferPointer, _ number: Int) -> Int? {
        if let matcher = matchers[number] { return matcher.stemStart(in: key) }
        return layouts[number].claims(key) ? 0 : nil
    }

    private mutating func keep(_ key: SessionKey, _ lead: UnsafeRawBufferPointer, _ number: Int) -> Bool {
        guard let known = found[number].place(of: lead) else {
            // Of leads that are anybody's there may be as many as keys.
            guard found[number].hasOneLead || count < places else { return false }
            count += found[number].hasOneLead ? 0 : 1
            found[number].begin(Array(lead), with: key)
            return true
        }
        let kept = found[number].keys[known].count
        guard kept < samples else { return false }
        found[number].keys[known].append(key)
        found[number].isFull = found[number].hasOneLead && kept + 1 == samples
        return true
    }
}
