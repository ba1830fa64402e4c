public import SessionModel

extension Session {
    /// The program its visitor was last seen with, where the payload keeps one.
    public var visitorAgent: String? {
        guard let payload else { return nil }
        return Self.agentPaths.lazy.compactMap { payload.node(at: $0)?.string }.first { !$0.isEmpty }
    }

    static let agentPaths: [PayloadPath] = [
        ["user_agent"], ["userAgent"], ["useragent"], ["HTTP_USER_AGENT"], ["ua"], ["agent"], ["browser"],
        ["last_agent"], ["meta", "user_agent"], ["meta", "userAgent"], ["client", "user_agent"],
        ["client", "userAgent"], ["_ua"],
    ].map { PayloadPath($0.map(PayloadPath.Step.key)) }
}
