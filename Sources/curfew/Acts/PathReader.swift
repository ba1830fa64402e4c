internal import SessionModel

/// Reads what an edit of one field names.
enum PathReader {
    /// The path of an operand.
    static func path(_ text: String) throws(Failure) -> PayloadPath {
        do throws(PayloadPathError) {
            return try PayloadPath(parsing: text)
        } catch {
            throw Failure(.usage, error.description)
        }
    }

    /// The payload, where there is one that may be edited.
    static func payload(of session: Session) throws(Failure) -> Payload {
        if let payload = session.payload { return payload }
        throw Failure(
            .refused, session.viewOnlyReason ?? "The record can't be read as a session, so it can't be edited.")
    }
}

extension PayloadEditError {
    /// Whether the text that was typed makes no sense, whatever the session holds.
    var isUsage: Bool {
        switch self {
        case .invalidValue, .removesRoot: true
        case .missing, .notContainer, .beyondEnd, .duplicateKey, .duplicateAdded, .damagedPlaceholder,
            .asterisksForSecret:
            false
        }
    }
}
