internal import SessionModel
internal import StoreKit

/// All words of the errors of the stores in tables.
extension SQLFailure {
    /// Puts the failure in words, for an action ("listing sessions") on a database.
    func inWords(while action: String, on subject: String, trial: String?) -> StoreError {
        let (reason, detail, remedy) = parts(trial.map { "Try: \($0)" })
        return StoreError(reason, while: action, on: subject, detail: detail, remedy: remedy)
    }

    private func parts(_ trial: String?) -> (StoreError.Reason, detail: String, remedy: String?) {
        switch self {
        case .unreachable(let words): (.unreachable, words, trial)
        case .lost(let words): (.lost, words, trial)
        case .timedOut(let limit): (.timedOut, "nothing came for \(limit) ms", trial)
        case .locked(let limit):
            (.locked, "somebody else kept it locked for \(limit) ms", "Wait and try again.")
        case .loginRefused(let words): (.loginRefused, words, "Check the user and the password of the address.")
        case .notPermitted(let words, let remedy): (.notPermitted, words, remedy)
        case .unsuitable(let words, let remedy): (.unsuitable, words, remedy)
        case .untrusted(let words): (.untrusted, words, nil)
        case .badAddress(let words): (.badAddress, words, nil)
        case .libraryMissing(let words, let package): (.libraryMissing, words, "apt install \(package)")
        case .full(let words): (.full, words, nil)
        case .tooLarge(let size, let limit, let unit):
            (.failed, "the session would have \(size) \(unit), and the column holds \(limit)", nil)
        case .tooLate(let column, let end):
            (
                .failed, "its column \(column) holds no moment after \(end.iso8601.prefix(10))",
                "Choose an earlier moment."
            )
        case .conflict(let words): (.failed, words, "Try again.")
        case .taken: (.failed, "the key is taken", nil)
        case .cancelled: (.cancelled, "it was cancelled", nil)
        case .closed: (.cancelled, "the store is closed", nil)
        case .readOnly: (.readOnly, "nothing may be changed here", "Open it without read-only.")
        case .refused(let words): (.failed, words, nil)
        }
    }
}
