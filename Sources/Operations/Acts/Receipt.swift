public import SessionModel

/// An operator's acts; the raw value is the word of the command line, its JSON and the journal.
public enum Verb: String, CaseIterable, Hashable, Sendable {
    case edit, set, unset, ttl, regenerate, destroy, logout, restore, undo, redo, reveal

    /// The verb's past, for messages: "edited".
    public var done: String {
        switch self {
        case .edit: "edited"
        case .set: "set"
        case .unset: "unset"
        case .ttl: "moved"
        case .regenerate: "regenerated"
        case .destroy: "destroyed"
        case .logout: "logged out"
        case .restore: "restored"
        case .undo: "undone"
        case .redo: "redone"
        case .reveal: "revealed"
        }
    }
}

/// What an act did, session by session.
public struct Receipt: Hashable, Sendable {
    /// The act.
    public var verb: Verb
    /// The store's name.
    public var store: String
    /// What became of each session.
    public var lines: [Line]
    /// The new id, after a regenerate.
    public var newID: SessionID?
    /// The new key, after a regenerate.
    public var newKey: SessionKey?
    /// The cookie that fits the new id, as `name=value`.
    public var cookie: String?
    /// What should be known about it, a sentence each.
    public var notes: [String] = []

    /// What became of one session.
    public struct Line: Hashable, Sendable {
        /// Its id, where it is known.
        public var id: SessionID?
        /// Its key.
        public var key: SessionKey
        /// What became of it.
        public var result: Result
        /// When it ends now; nil when it is gone.
        public var deadline: Deadline?
        /// Why, for anything but done.
        public var reason: String?
        /// Whether it may have been done all the same: the store was lost before it answered.
        public var isUncertain = false

        /// Whether it was refused only because the operator stopped the act before.
        public var hadNoTurn: Bool { reason == StopSign.reason }

        /// Creates a line.
        public init(
            id: SessionID? = nil, key: SessionKey, result: Result, deadline: Deadline? = nil, reason: String? = nil
        ) {
            self.id = id
            self.key = key
            self.result = result
            self.deadline = deadline
            self.reason = reason
        }
    }

    /// What became of a session; the raw value is the word of the command line's JSON.
    public enum Result: String, CaseIterable, Hashable, Sendable {
        /// Done.
        case done
        /// It had ended already.
        case gone
        /// Somebody changed it meanwhile; nothing was done.
        case changed
        /// It was refused; nothing was done.
        case refused
        /// The store can't do this.
        case notCoverable = "not_coverable"
        /// It was ended and is there again.
        case cameBack = "came_back"
    }

    /// Creates a receipt.
    public init(_ verb: Verb, store: String, lines: [Line]) {
        self.verb = verb
        self.store = store
        self.lines = lines
    }

    /// How many sessions had this result.
    public func count(_ result: Result) -> Int { lines.count { $0.result == result } }

    /// Whether the operator stopped it before every session had its turn.
    public var wasStopped: Bool { lines.contains(where: \.hadNoTurn) }

    /// Why some of several were refused, or left alone by a destroy, the commonest reason first; nil where none was, or
    /// one alone.
    public var refusal: String? {
        guard lines.count > 1 else { return nil }
        let told: [Result] = verb == .destroy ? [.refused, .notCoverable, .changed] : [.refused, .notCoverable]
        let reasons = lines.filter { told.contains($0.result) }.compactMap(\.reason)
            .filter { $0 != StopSign.reason }
        let counts = Dictionary(reasons.map { ($0, 1) }, uniquingKeysWith: +)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !counts.isEmpty else { return nil }
        let words = counts.prefix(Self.shownReasons).map { reason, count in
            (reason.hasSuffix(".") ? String(reason.dropLast()) : reason) + (counts.count > 1 ? " (\(count))" : "")
        }
        return words.joined(separator: "; ") + (counts.count > words.count ? "; and more" : "")
    }

    private static let shownReasons = 3

    /// Whether every session was done.
    public var isComplete: Bool { lines.allSatisfy { $0.result == .done } }

    /// One sentence for the message line: "destroyed 3, gone already 1".
    public var summary: String {
        if lines.count == 1, let line = lines.first, line.result != .done {
            return
                "\(verb.rawValue) \(SessionID.shorten(line.id?.whole ?? line.key.text)): \(line.reason ?? line.result.words)"
        }
        let parts = Result.allCases.compactMap { result -> String? in
            let number = count(result)
            guard number > 0 else { return nil }
            return result == .done ? "\(verb.done) \(number)" : "\(result.words) \(number)"
        }
        return parts.isEmpty ? "\(verb.rawValue): nothing to do" : parts.joined(separator: ", ")
    }
}

extension Receipt.Result {
    /// The result in words.
    public var words: String {
        switch self {
        case .done: "done"
        case .gone: "gone already"
        case .changed: "changed meanwhile"
        case .refused: "refused"
        case .notCoverable: "not coverable"
        case .cameBack: "came back"
        }
    }
}

extension Receipt {
    /// The receipt as the command line prints it: these members and no others, for scripts count on them.
    public var json: JSONValue {
        let members: [JSONValue.Member] = [
            .init("verb", .string(verb.rawValue)), .init("store", .string(store)),
            .init("results", .array(lines.map { $0.json() })),
        ]
        guard verb == .regenerate else { return .object(members) }
        return .object(
            members + [
                .init("new_id", .optional(newID?.whole)), .init("new_key", .optional(newKey?.dataName)),
                .init("cookie", .optional(cookie)),
            ])
    }
}

extension Receipt.Line {
    /// The line as the command line prints it.
    ///
    /// - Parameter store: The store's name, where lines of several stand together.
    func json(store: String? = nil) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .optional(key.dataName(of: id))), .init("key", .string(key.dataName)),
            .init("result", .string(result.rawValue)),
            .init("expires_at", .optional(deadline?.moment)),
        ]
        if let store { members.append(.init("store", .string(store))) }
        return .object(members)
    }
}
