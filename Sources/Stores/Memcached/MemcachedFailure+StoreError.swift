internal import StoreKit

/// All words of this store's errors.
extension MemcachedFailure {
    /// Puts the failure in words, for an action ("listing sessions") on a server.
    func inWords(while action: String, on target: MemcachedTarget) -> StoreError {
        let (reason, detail, remedy) = parts(target)
        return StoreError(reason, while: action, on: "memcached at \(target.place)", detail: detail, remedy: remedy)
    }

    private func parts(_ target: MemcachedTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        let trial = "Try: \(target.trial)"
        switch self {
        case .unreachable(let words): return (.unreachable, words, trial)
        case .lost(let words): return (.lost, words, trial)
        case .timedOut(let limit): return (.timedOut, "nothing came for \(limit) ms", trial)
        case .cancelled: return (.cancelled, "it was cancelled", nil)
        case .closed: return (.cancelled, "the store is closed", nil)
        case .notMemcached(let looks), .garbled(let looks):
            return (.unsuitable, looks, "Check host and port. \(trial)")
        case .tooOld(let version):
            return (.unsuitable, "version \(version) lacks the meta commands", "Use memcached 1.6.10 or later.")
        case .refused(let line): return (.failed, line, nil)
        case .wantsLogin:
            return (.loginRefused, "it wants a login", "Put it in the address: memcached://USER:PASSWORD@HOST.")
        case .loginRefused(let line):
            return (.loginRefused, line, "Check the user and the password of the address.")
        case .readOnly: return (.readOnly, "nothing may be changed here", "Open it without read-only.")
        case .listingOff(let refusal): return (.notPermitted, refusal.reason, refusal.remedy)
        case .crawlerBusy(let limit):
            return (.failed, "its crawler has been busy for \(limit) ms, with another listing perhaps", "Try again.")
        case .noCompare: return (.notPermitted, Self.noCompareReason, Self.noCompareRemedy)
        case .badKey:
            return (.failed, "a key has 1 to 250 bytes there, 186 where blanks or line ends are among them", nil)
        case .tooLarge(let limit):
            return (
                .full, "it takes records of at most \(limit) bytes",
                "Start it with a larger item size: memcached -I \(max(2, limit * 2 / 1_048_576))m"
            )
        case .tooLate: return (.failed, "its clock ends on 2038-01-19", "Choose an earlier moment, or never.")
        case .full(let line): return (.full, line, "Start it with more memory (-m), or end sessions.")
        case .restless: return (.failed, "the record changes all the time", "Try again.")
        case .exhausted(let words): return (.failed, words, nil)
        case .inUse: return (.notPermitted, StoreError.heldByRequest, nil)
        }
    }

    /// Why nothing is changed on a server without compare-and-set.
    static let noCompareReason = "it runs without compare-and-set, so a change could overwrite another one"
    /// What would change that.
    static let noCompareRemedy = "Start it without -C (--disable-cas)."
}

extension ListingRefusal {
    /// Why sessions can't be listed.
    var reason: String {
        switch self {
        case .noCrawler: "its crawler is off, so it can't be listed; sessions are opened by their id"
        case .noDump: "it does not allow dumps of its keys, so it can't be listed; sessions are opened by their id"
        }
    }

    /// What would change that.
    var remedy: String {
        switch self {
        case .noCrawler: "Start it with -o lru_crawler."
        case .noDump: "Start it without -X (--disable-dumping)."
        }
    }
}

extension MemcachedTarget {
    /// Puts failures in words, for an action ("listing sessions") on this server.
    func words(while action: String) -> @Sendable (MemcachedFailure) -> StoreError {
        { $0.inWords(while: action, on: self) }
    }
}
