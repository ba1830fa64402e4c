public import SessionModel

/// What a logout came to, store by store, with what it did not cover.
public struct LogoutReceipt: Sendable {
    /// The user, as named.
    public var user: String
    /// Every name by which sessions were taken for this user's.
    public var names: [String]
    /// What became of the sessions of each store that had any.
    public var parts: [Part]
    /// The stores in which nobody has looked, or that could not be acted on.
    public var uncovered: [OpenStores.Uncovered]
    /// How many sessions were spared.
    public var kept: Int
    /// How many records could not be read, so that nobody knows whose they are.
    public var unreadable: Int
    /// The stores that were looked into, by name, also those that had none of this user's sessions.
    public var looked: [String] = []
    /// How long was watched for returns, in milliseconds.
    public var watched: Int64 = 0

    /// What became of the sessions of one store.
    public struct Part: Sendable {
        /// The store's place among the open ones.
        public var place: Int
        /// What became of each session.
        public var receipt: Receipt
        /// What takes it back; nil when there is nothing to take back.
        public var undo: UndoStep?
        /// Why nothing could be tried, or the store failed as a whole; nil otherwise.
        public var failure: OperationError?
        /// Why the journal has no line of it; nil when it has.
        public var journalWarning: String?
        /// New sessions of the user that were ended while the logout stood.
        public var alsoEnded = 0
        /// How many could not be looked at when the watch ended, so that nobody knows whether they are back.
        public var unseen = 0

        /// What became of its sessions: "ended 3, gone already 1"; empty where it had none.
        public var summary: String {
            LogoutReceipt.words(of: receipt.lines, new: alsoEnded, unseen: unseen).joined(separator: ", ")
        }
    }

    /// How many sessions had this result, in all stores.
    public func count(_ result: Receipt.Result) -> Int { parts.reduce(0) { $0 + $1.receipt.count(result) } }

    /// How many sessions it was about.
    public var count: Int { parts.reduce(0) { $0 + $1.receipt.lines.count } }

    /// How many could not be looked at when the watch ended.
    public var unseen: Int { parts.reduce(0) { $0 + $1.unseen } }

    /// Whether every session that was meant is gone, and every store was looked into, at the end of the watch too.
    public var isComplete: Bool { hasEndedAll && unseen == 0 }

    /// Whether every session that was meant was ended or gone already, and every store was looked into. Whether all are
    /// gone still may be unknown.
    public var hasEndedAll: Bool {
        uncovered.isEmpty && unreadable == 0
            && parts.allSatisfy { part in
                part.failure == nil && part.receipt.lines.allSatisfy { $0.result == .done || $0.result == .gone }
            }
    }

    /// Whether anything was changed, new sessions that were ended while the logout stood among it.
    public var hasChanged: Bool {
        parts.contains { part in
            part.alsoEnded > 0 || part.receipt.lines.contains { $0.result == .done || $0.result == .cameBack }
        }
    }

    /// Whether a session may have been ended of which it is not known: its store was lost before it answered.
    public var isInDoubt: Bool { parts.contains { $0.receipt.lines.contains(where: \.isUncertain) } }

    /// One sentence for the message line: "logged out alice: ended 3, gone already 1; 1 store not covered".
    public var summary: String {
        var words = Self.words(
            of: parts.flatMap(\.receipt.lines), new: parts.reduce(0) { $0 + $1.alsoEnded }, unseen: unseen,
            explained: true)
        if kept > 0 { words.append("kept \(kept)") }
        if !uncovered.isEmpty { words.append("\(uncovered.count) store\(uncovered.count == 1 ? "" : "s") not covered") }
        let verb = isComplete ? "logged out" : hasChanged ? "partly logged out" : "not logged out"
        return "\(verb) \(user): " + (words.isEmpty ? "nothing to do" : words.joined(separator: ", "))
    }

    /// Why sessions were left alone when their turn came, each reason once; empty where none was.
    public var objections: String { Self.objections(in: parts.flatMap(\.receipt.lines)) }

    /// What the watch saw, as the end of a sentence: "none is back"; nil where nobody watched.
    public var sight: String? {
        guard watched > 0 else { return nil }
        let back = count(.cameBack)
        let seen = back > 0 ? "\(back) came back" : unseen == 0 ? "none is back" : "none was seen back"
        return seen + (unseen > 0 ? ", but \(unseen) could not be looked at in the end" : "")
    }

    private static func objections(in lines: [Receipt.Line]) -> String {
        Set(lines.filter { $0.result == .changed }.compactMap(\.reason)).sorted().joined(separator: "; ")
    }

    /// - Parameter isExplained: Whether it is said why sessions were left alone.
    private static func words(
        of lines: [Receipt.Line], new: Int, unseen: Int, explained isExplained: Bool = false
    ) -> [String] {
        let unknown = lines.count(where: \.isUncertain)
        var words = Receipt.Result.allCases.compactMap { result -> String? in
            let number = lines.count { $0.result == result && !$0.isUncertain }
            guard number > 0 else { return nil }
            switch result {
            case .done: return "ended \(number)"
            case .changed: return "left alone \(number)" + (isExplained ? " (\(objections(in: lines)))" : "")
            case .gone, .refused, .notCoverable, .cameBack: return "\(result.words) \(number)"
            }
        }
        if unknown > 0 { words.append("not known yet \(unknown)") }
        if new > 0 { words.append("ended \(new) new") }
        if unseen > 0 { words.append("not seen again \(unseen)") }
        return words
    }
}

extension LogoutReceipt {
    /// The receipt as the command line prints it: an act as any other. Over several stores, and only then, each line
    /// says which it is of; one that was not looked into has a line of its own.
    public var json: JSONValue {
        let isOfSeveral = stores.count > 1
        let lines = parts.flatMap { part in
            part.receipt.lines.map { $0.json(store: isOfSeveral ? part.receipt.store : nil) }
        }
        let missing = uncovered.map { store -> JSONValue in
            let members: [JSONValue.Member] = [
                .init("id", .null), .init("key", .null),
                .init("result", .string(Receipt.Result.notCoverable.rawValue)), .init("expires_at", .null),
            ]
            return .object(isOfSeveral ? members + [.init("store", .string(store.store))] : members)
        }
        return .object([
            .init("verb", .string(Verb.logout.rawValue)),
            .init("store", .string(stores.joined(separator: ", "))),
            .init("results", .array(lines + missing)),
        ])
    }

    private var stores: [String] { (looked.isEmpty ? parts.map(\.receipt.store) : looked) + uncovered.map(\.store) }
}

extension LogoutReceipt {
    /// What a receipt would say if all went well: for a dry run.
    public init(dryRun plan: LogoutPlan) {
        self.init(
            user: plan.user, names: plan.names,
            parts: plan.parts.filter { !$0.doomed.isEmpty }.map { part in
                Part(
                    place: part.place,
                    receipt: Receipt(
                        .logout, store: part.store,
                        lines: part.doomed.map { target in
                            Receipt.Line(
                                id: target.id, key: target.key, result: part.refusal == nil ? .done : .refused,
                                deadline: target.deadline, reason: part.refusal)
                        }))
            }, uncovered: plan.uncovered, kept: plan.keptCount, unreadable: plan.unreadable,
            looked: plan.parts.map(\.store))
    }
}
