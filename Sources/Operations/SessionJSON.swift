public import SessionModel

extension OpenStore {
    /// A session as the command line prints it.
    ///
    /// - Parameters:
    ///   - now: Our own time.
    ///   - withPayload: Whether the payload goes in.
    ///   - reveals: Whether hidden fields are shown.
    public func json(_ session: Session, at now: Timestamp, withPayload: Bool, reveals: Bool) -> JSONValue {
        let deadline = session.deadline.moment
        let remaining = deadline.map { $0.milliseconds(since: storeTime(now)) }
        var members: [JSONValue.Member] = [
            .init("id", .optional(session.key.dataName(of: session.id))),
            .init("key", .string(session.key.dataName)),
            .init("format", .string(session.format)),
            .init("user", .optional(session.user)),
            .init("expires_at", .optional(deadline)),
            .init("ttl", remaining.map { .seconds(milliseconds: $0) } ?? .null),
            .init("dies_by", .optional(session.diesBy?.kind.rawValue)),
            .init("state", .string(session.state(at: storeTime(now)).rawValue)),
            .init("created_at", .optional(session.createdAt)),
            .init("last_seen_at", .optional(session.lastSeen(at: storeTime(now)))),
            .init("size", .integer(Int64(session.record.size))),
            .init("store", .string(name)),
        ]
        if withPayload {
            let text = session.payload?.portable(hiding: reveals ? nil : secrets)
            members.append(.init("payload", text.map(JSONValue.raw) ?? .null))
        }
        return .object(members)
    }
}
