public import SessionModel

/// An act on a session, as far as it matters to what the framework keeps beside the session's record.
public enum SessionAct: Hashable, Sendable {
    /// It ends.
    case end
    /// It gets this id.
    case move(SessionID)
    /// It is to end at this moment.
    case redate(Deadline)
    /// It gets this payload.
    case edit(Payload)
}
