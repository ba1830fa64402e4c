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

    /// The candidates are credentials: shown is no more of them than tells them apart.
    private static func ambiguous(_ text: String, _ keys: [SessionKey], _ target: OpenStore) -> Failure {
        let shown = SessionID.shortenApart(keys.prefix(8).map(target.stem))
        let more = keys.count > 8 ? " and more" : ""
        let verb = isStart(text, of: keys, target) ? "begins" : "names"
        return Failure(
            .refused,
            "'\(SessionID.shorten(text))' \(verb) several sessions: \(shown.joined(separator: ", "))\(more). "
                + "Nothing was done.")
    }

    /// Whether a text is no more than the start of what these keys, or their ids, are.
    private static func isStart(_ text: String, of keys: [SessionKey], _ target: OpenStore) -> Bool {
        keys.allSatisfy { key in
            [key.text, target.stem(of: key)].contains { $0.hasPrefix(text) && $0 != text }
        }
    }
}
