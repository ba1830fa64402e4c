public import StoreKit

/// Several stores that are open at once, and those that were asked for and are not: no list is complete without them.
public struct OpenStores: Sendable {
    /// The stores that are open, in the order in which they were named.
    public var stores: [OpenStore]
    /// The stores that nothing is known of, each with the reason.
    public var uncovered: [Uncovered]

    /// A store that an answer does not cover.
    public struct Uncovered: Error, Hashable, Sendable {
        /// Its name.
        public var store: String
        /// Why, in a sentence.
        public var reason: String
        /// Whether trying again later may help: it did not answer.
        public var isUnreachable: Bool

        /// Creates the note of a store that is left out.
        public init(store: String, reason: String, isUnreachable: Bool) {
            self.store = store
            self.reason = reason
            self.isUnreachable = isUnreachable
        }

        /// Creates the note of a store that failed.
        public init(store: String, _ error: StoreError) {
            self.init(store: store, reason: error.description, isUnreachable: error.isAbsence)
        }
    }

    /// Creates a set of stores.
    public init(_ stores: [OpenStore], uncovered: [Uncovered] = []) {
        self.stores = stores
        self.uncovered = uncovered
    }

    /// Opens several at once: one that does not answer keeps no other waiting, nor out.
    ///
    /// - Returns: Those that opened, in the order of `openings`, and why the others did not.
    public static func open<Opened: Sendable>(
        _ openings: [@Sendable () async -> Result<Opened, Uncovered>]
    ) async -> (opened: [Opened], uncovered: [Uncovered]) {
        let results = await withTaskGroup(of: (Int, Result<Opened, Uncovered>).self) { group in
            for (place, opening) in openings.enumerated() { group.addTask { (place, await opening()) } }
            var results: [(place: Int, result: Result<Opened, Uncovered>)] = []
            for await (place, result) in group { results.append((place, result)) }
            return results.sorted { $0.place < $1.place }.map(\.result)
        }
        var opened: [Opened] = []
        var uncovered: [Uncovered] = []
        for result in results {
            switch result {
            case .success(let one): opened.append(one)
            case .failure(let reason): uncovered.append(reason)
            }
        }
        return (opened, uncovered)
    }
}

extension StoreError {
    /// Whether the store did not answer, rather than answer no.
    public var isAbsence: Bool {
        switch reason {
        case .unreachable, .lost, .timedOut, .locked: true
        case .loginRefused, .notPermitted, .unsuitable, .untrusted, .badAddress, .readOnly, .full, .libraryMissing,
            .cancelled, .failed:
            false
        }
    }

    /// Whether it may be about the one session alone, so that others are still worth asking for.
    var sparesOthers: Bool {
        switch reason {
        case .notPermitted, .unsuitable, .full, .failed: true
        case .unreachable, .lost, .timedOut, .locked, .loginRefused, .untrusted, .badAddress, .readOnly,
            .libraryMissing, .cancelled:
            false
        }
    }
}
