internal import SessionModel
internal import StoreKit

/// Ends items and keeps what each was.
struct ItemEnder {
    /// Where.
    let connection: Connection

    /// What came of ending an item.
    enum Verdict {
        /// Ended; what it was.
        case done(Item)
        /// There was none.
        case gone
        /// Not ended: it holds something else, this.
        case changed(Item)
        /// Not ended, or not known to be.
        case failed(MemcachedFailure)
    }

    /// How often an item is tried that somebody stores again and again.
    private static let tries = 100

    /// Ends items, a batch's reading and removing in one round trip each. Whatever fails, what was ended is told.
    func end(_ requests: [EndRequest]) -> [Verdict] {
        var verdicts: [Verdict?] = requests.map { MetaKey.make($0.key.bytes) == nil ? .gone : nil }
        do throws(MemcachedFailure) {
            for _ in 0..<Self.tries {
                let open = verdicts.indices.filter { verdicts[$0] == nil }
                if open.isEmpty { break }
                try round(requests, open, &verdicts)
            }
        } catch {
            return verdicts.map { $0 ?? .failed(error) }
        }
        return verdicts.map { $0 ?? .failed(.restless) }
    }

    private func round(
        _ requests: [EndRequest], _ open: [Int], _ verdicts: inout [Verdict?]
    ) throws(MemcachedFailure) {
        let keys = open.compactMap { MetaKey.make(requests[$0].key.bytes) }
        let items = try ItemReader(connection: connection).items(keys)
        var asked: [(index: Int, item: Item)] = []
        for (place, index) in open.enumerated() {
            guard let item = items[place] else {
                verdicts[index] = .gone
                continue
            }
            if let expected = requests[index].expecting, expected.content != item.content {
                verdicts[index] = .changed(item)
                continue
            }
            try connection.addRemoval(keys[place], cas: item.cas)
            asked.append((index, item))
        }
        try connection.flush()
        for (index, item) in asked {
            switch try connection.reply().code {
            case .done: verdicts[index] = .done(item)
            case .missing: verdicts[index] = .gone
            case .exists, .notStored, .value: break
            }
        }
    }
}
