internal import SessionModel
internal import StoreKit

/// All words of the errors of this store.
extension MongoFailure {
    /// Puts the failure in words, for an action ("listing sessions") on a deployment.
    func inWords(while action: String, on target: MongoTarget) -> StoreError {
        let (reason, detail, remedy) = parts(target)
        return StoreError(
            reason, while: action, on: target.subject, detail: target.withoutPassword(detail), remedy: remedy)
    }

    private func parts(_ target: MongoTarget) -> (StoreError.Reason, detail: String, remedy: String?) {
        switch self {
        case .unreachable(let words): (.unreachable, words, "Try: \(target.trial)")
        case .lost(let words): (.lost, words, "Try: \(target.trial)")
        case .timedOut(let limit): (.timedOut, "nothing came for \(limit) ms", "Try: \(target.trial)")
        case .loginRefused(let words): (.loginRefused, words, Self.loginAdvice(target))
        case .notPermitted(let words, let remedy): (.notPermitted, words, remedy)
        case .unsuitable(let words, let remedy): (.unsuitable, words, remedy)
        case .untrusted(let words): (.untrusted, words, "Name the authority's certificate with &tlsCAFile=PATH.")
        case .badAddress(let words): (.badAddress, words, nil)
        case .libraryMissing(let words): (.libraryMissing, words, "apt install libmongoc-1.0-0")
        case .full(let words): (.full, words, nil)
        case .tooLarge(let size):
            (
                .failed,
                "the session as it was and as it would be have \(size) bytes together,"
                    + " and a server takes \(MongoTarget.largestChange) at once", nil
            )
        case .tooLate(let field, let end):
            (.failed, "its field \(field) holds no moment after \(end.iso8601.prefix(10))", "Choose an earlier moment.")
        case .taken: (.failed, "the id is taken", nil)
        case .transient(let words): (.failed, words, "Try again.")
        case .halfMoved(let words):
            (.lost, "\(words); the session may be under its old and its new id now", "Look for both ids.")
        case .feedCut(let words): (.failed, words, nil)
        case .refused(_, let words): (.failed, words, nil)
        case .cancelled: (.cancelled, "it was cancelled", nil)
        case .closed: (.cancelled, "the store is closed", nil)
        case .readOnly: (.readOnly, "nothing may be changed here", "Open it without read-only.")
        }
    }

    private static func loginAdvice(_ target: MongoTarget) -> String {
        target.namesLoginDatabase
            ? "Check the user, the password, and authSource= of the address."
            : "Check the user and the password; where the user belongs to another database than"
                + " \(target.database ?? "admin"), add authSource=, for example authSource=admin."
    }
}
