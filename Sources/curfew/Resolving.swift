internal import Operations
internal import SessionModel
internal import StoreKit

/// Finds the session that an operand names.
enum Resolving {
    /// The session of an id, a key, or a start of one.
    ///
    /// - Throws: Nothing matched, or refused with the candidates where several fit.
    static func session(
        _ text: String, in target: OpenStore, forAct isForAct: Bool
    ) async throws(Failure) -> Session {
        let resolution: Resolution
        do throws(StoreError) {
            resolution = try await target.resolve(text, isForAct: isForAct)
        } catch {
            throw Failure(error)
        }
        switch resolution {
        case .one(let session): return session
        case .ambiguous(let keys): throw ambiguous(text, keys, target)
        case .none: throw nothing(text, target, isForAct)
        }
    }

    /// What is said where nothing has this name.
    static func nothing(_ text: String, _ target: OpenStore, _ isForAct: Bool) -> Failure {
        let shown = SessionID.shorten(text)
        guard isForAct, text.utf8.count < OpenStore.shortestStart else {
            return Failure(
                .nothingMatched, "\(target.name) has no session '\(shown)': it has ended, or it is in another store.")
        }
        return Failure(
            .nothingMatched,
            "\(target.name) has no session '\(shown)'; the start of an id needs \(OpenStore.shortestStart) characters here."
        )
    }

    private static func ambiguous(_ text: String, _ keys: [SessionKey], _ target: OpenStore) -> Failure {
        let names = keys.map(target.stem)
        let length = commonLength(names) + 2
        let shown = names.prefix(8).map { $0.count > length ? "\($0.prefix(length)).." : $0 }
        let more = names.count > 8 ? " and more" : ""
        let start = text.count > 16 ? SessionID.shorten(text) : text
        return Failure(
            .refused, "'\(start)' begins several sessions: \(shown.joined(separator: ", "))\(more). Nothing was done.")
    }

    /// How many characters all of the names begin with.
    private static func commonLength(_ names: [String]) -> Int {
        guard let first = names.min(), let last = names.max() else { return 0 }
        return zip(first, last).prefix { $0 == $1 }.count
    }
}
