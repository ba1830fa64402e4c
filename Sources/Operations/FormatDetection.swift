public import SessionFormats
public import SessionModel
public import StoreKit

/// Which formats wrote what is in a store, found out by a look at some of its records.
///
/// A format counts only where a record agrees with it, key and content; what none of them reads counts for none.
public struct FormatDetection: Sendable {
    /// A format that is there.
    public struct Finding: Sendable {
        /// Which.
        public var format: SessionFormat
        /// The layouts its records were found by, with the prefixes the application gave them.
        public var layouts: [Layout]
        /// How many of the records looked into are its.
        public var count: Int
    }

    /// How far a look went.
    public enum Extent: Hashable, Sendable {
        /// All keys were looked at that could be sessions.
        case all
        /// So many, the first that the store named.
        case first(Int)
        /// So many, and as none of them was a session, then all whose prefix a format knows beforehand.
        case prefixes(afterFirst: Int)
        /// The same, but there was no time for all of these.
        case somePrefixes(afterFirst: Int)
    }

    /// The formats that are there, in the order in which they were asked.
    public private(set) var findings: [Finding] = []
    /// How far the look went.
    public private(set) var extent = Extent.all

    /// How many keys are asked for.
    private static let keys = 1000
    /// How many records of each place are looked into.
    private static let samples = 20
    /// How many places are looked into at the most.
    private static let places = 50
    /// How much of a record is read, in bytes: 256 KiB.
    private static let limit = 256 << 10

    /// Looks into a store that was opened with all formats and their layouts. Changes nothing.
    ///
    /// Of a database of very much else the first keys may be no sessions at all: then those are looked for whose prefix is
    /// known, for some time.
    ///
    /// - Parameter patience: How long that may take.
    public init(of target: OpenStore, patience: Duration = .seconds(5)) async throws(StoreError) {
        let first = try await target.sampleKeys(Self.keys)
        findings = try await Self.findings(first.keys, target)
        if first.areAll { return }
        extent = .first(first.keys.count)
        let known = target.context.layouts.filter { !$0.isGuess }
        guard findings.isEmpty, !known.isEmpty else { return }
        let second = try await target.sampleKeys(Self.keys, of: known, within: patience)
        extent = second.areAll ? .prefixes(afterFirst: first.keys.count) : .somePrefixes(afterFirst: first.keys.count)
        findings = try await Self.findings(second.keys, target)
    }

    private static func findings(_ keys: [SessionKey], _ target: OpenStore) async throws(StoreError) -> [Finding] {
        var places = SampledPlaces(target.context.layouts, places: Self.places, samples: samples)
        for key in keys { places.take(key) }
        let sampled = Array(Set(places.keys))
        var found: [String: (layouts: [Layout], count: Int)] = [:]
        for session in try await target.sessions(sampled, limit: limit) {
            guard let session, session.payload != nil || session.isSealed,
                let layout = narrowed(target.context.layouts(of: session.format), to: session.key).first
            else { continue }
            found[session.format, default: ([], 0)].count += 1
            if found[session.format]?.layouts.contains(layout) == false {
                found[session.format]?.layouts.append(layout)
            }
        }
        return target.formats.compactMap { format in
            found[format.name].map { Finding(format: format, layouts: $0.layouts, count: $0.count) }
        }
    }

    /// The layouts that claim a key, with the prefix that it has.
    private static func narrowed(_ layouts: [Layout], to key: SessionKey) -> [Layout] {
        layouts.compactMap { layout in
            switch layout {
            case .keyValue(let keys): keys.narrowed(to: key).map(Layout.keyValue)
            case .files, .table, .documents, .memory: layout.claims(key) ? layout : nil
            }
        }
    }
}
