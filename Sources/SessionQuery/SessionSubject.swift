public import SessionModel

/// A session that was read whole, as a query asks about it.
public struct SessionSubject: QuerySubject {
    private let session: Session
    private let now: Timestamp
    private let secrets: SecretRule?

    /// Creates a subject.
    ///
    /// - Parameters:
    ///   - now: The store's own time.
    ///   - secrets: Which values are not known to the query, as they are hidden; nil for none.
    public init(_ session: Session, at now: Timestamp, hiding secrets: SecretRule? = nil) {
        self.session = session
        self.now = now
        self.secrets = secrets
    }

    public var id: String? { session.id?.whole }
    public var key: String { session.key.text }
    public var userValues: [String]? { session.payload == nil ? nil : session.userNames }
    public var format: String? { session.format }
    public var state: String? { session.state(at: now).rawValue }
    public var size: Int? { session.record.size }
    public var ageMilliseconds: Int64? { session.createdAt.map(now.milliseconds) }
    public var idleMilliseconds: Int64? { session.lastSeen(at: now).map(now.milliseconds) }

    public var endsAt: Deadline? { session.clocks.isEmpty && session.payload == nil ? nil : session.deadline }

    public var ttl: QueryTTL {
        if session.clocks.isEmpty, session.payload == nil { return .unknown }
        return session.deadline.moment.map { .milliseconds($0.milliseconds(since: now)) } ?? .never
    }

    public func values(at path: [QueryPathStep]) -> [QueryValue]? {
        guard let payload = session.payload else { return nil }
        let path = PayloadPath(path.map(PayloadPath.Step.init))
        guard let node = payload.node(at: path) else { return [] }
        return isHidden(node) ? nil : [QueryValue(node)]
    }

    public func payloadContains(_ word: SubstringMatcher) -> Match {
        guard let payload = session.payload else { return .unknown }
        return Match(
            payload.allNodes.contains { node in
                if node.key.map(word.matches) == true, !isHidden(node.parent) { return true }
                return QueryValue(node).text.map(word.matches) == true && !isHidden(node)
            })
    }

    private func isHidden(_ node: PayloadNode?) -> Bool {
        guard let node, let secrets else { return false }
        return secrets.covers(node)
    }
}

extension PayloadPath.Step {
    init(_ step: QueryPathStep) {
        switch step {
        case .key(let key): self = .key(key)
        case .index(let index): self = .index(index)
        }
    }
}

extension QueryValue {
    /// What a query compares of a payload's value.
    init(_ node: PayloadNode) {
        switch node.kind {
        case .string: self = .text(node.string ?? "")
        case .number: self = .number(node.rawText)
        case .boolean: self = .bool(node.rawText == "true")
        case .null: self = .null
        case .object, .array: self = .container(node.childCount)
        }
    }
}
