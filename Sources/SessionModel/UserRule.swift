/// Where a payload names its user: the first of these paths that holds a text or a number.
public struct UserRule: Hashable, Sendable {
    /// The paths, the one to prefer first.
    public var paths: [PayloadPath]
    /// Whether a person named the paths, so that no format's own convention comes before them.
    public var isGiven = false

    /// The names that applications use most.
    public static let common = UserRule(
        keys: [
            ["user_id"], ["userId"], ["uid"], ["user", "id"], ["user", "email"], ["user", "name"],
            ["user", "username"], ["email"], ["username"],
        ])

    /// Names nobody, for a look at records that asks for no users.
    public static let nobody = UserRule(paths: [], isGiven: true)

    /// Creates a rule.
    public init(paths: [PayloadPath], isGiven: Bool = false) {
        self.paths = paths
        self.isGiven = isGiven
    }

    init(keys: [[String]]) {
        paths = keys.map { PayloadPath($0.map(PayloadPath.Step.key)) }
    }

    /// The paths that consist of keys alone, for a probe.
    public var keyPaths: [[String]] {
        paths.compactMap { path in
            let keys = path.steps.compactMap { step -> String? in
                switch step {
                case .key(let key): key
                case .index: nil
                }
            }
            return keys.count == path.steps.count ? keys : nil
        }
    }

    /// The user's name as a person writes it; nil for an anonymous session.
    public func user(in payload: Payload) -> String? { names(in: payload).first }

    /// Every name the rule finds, the preferred one first.
    public func names(in payload: Payload) -> [String] {
        paths.compactMap { path in
            guard let node = payload.node(at: path) else { return nil }
            switch node.kind {
            case .string: return node.string.flatMap { $0.isEmpty ? nil : $0 }
            case .number: return node.rawText
            case .object, .array, .boolean, .null: return nil
            }
        }
    }
}
