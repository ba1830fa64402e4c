/// Why a store could not do what was asked: data, from which the sentence is made.
public struct StoreError: Error, Hashable, Sendable {
    /// What kind of failure it is; exit codes and retries go by this.
    public enum Reason: Hashable, Sendable {
        /// Nobody answers there, or the path is missing.
        case unreachable
        /// The connection broke in the middle.
        case lost
        /// No answer within the time allowed.
        case timedOut
        /// Somebody else had it locked for the time allowed, and nothing was done.
        case locked
        /// The store does not accept the name or the password.
        case loginRefused
        /// The store does not allow this.
        case notPermitted
        /// Whatever answers is no store of this kind, or can't be used as one.
        case unsuitable
        /// The certificate can't be trusted, or ours was refused.
        case untrusted
        /// The address or an option of it makes no sense.
        case badAddress
        /// Read-only: it was asked for so.
        case readOnly
        /// No room left.
        case full
        /// A client library is missing on this machine.
        case libraryMissing
        /// The store was closed, or the task cancelled.
        case cancelled
        /// Anything else the store said no to.
        case failed
    }

    /// What kind of failure it is.
    public var reason: Reason
    /// What was being done, after "while": "listing sessions".
    public var action: String
    /// On what: the store, without secrets.
    public var subject: String
    /// The client's own words, or ours where it has none. No secret, no payload.
    public var detail: String
    /// What to try next: a command or a sentence; nil where nothing comes to mind.
    public var remedy: String?

    /// Creates an error.
    public init(_ reason: Reason, while action: String, on subject: String, detail: String, remedy: String? = nil) {
        self.reason = reason
        self.action = action
        self.subject = subject
        self.detail = detail
        self.remedy = remedy
    }
}

extension StoreError {
    /// The detail where a request of the application has locked the session: a store does not permit a change then.
    public static let heldByRequest =
        "a request of the application is at work on this session and would write over what is changed now;"
        + " try again when it is done"

    /// Whether a request of the application has locked the one session it is about.
    public var isHeldByRequest: Bool { reason == .notPermitted && detail == Self.heldByRequest }
}

extension StoreError {
    /// The same, where it was the first contact: what takes a connection and closes it before it has answered once is
    /// something else. Later that is a store that went away, and may come back.
    ///
    /// - Parameter kind: What was expected there: "Redis".
    public func atFirstContact(with kind: String) -> StoreError {
        guard reason == .lost else { return self }
        return StoreError(
            .unsuitable, while: action, on: subject,
            detail: "it closed the connection and did not answer as \(kind) does (\(detail))",
            remedy: ["Check host and port.", remedy].compactMap { $0 }.joined(separator: " "))
    }
}

extension StoreError: CustomStringConvertible {
    /// One sentence: what failed, on what, while doing what, and why.
    public var description: String {
        "\(opening) \(subject) while \(action): \(detail)\(detail.hasSuffix(".") ? "" : ".")"
    }

    private var opening: String {
        switch reason {
        case .unreachable: "Cannot reach"
        case .lost: "Lost the connection to"
        case .timedOut, .locked: "No answer in time from"
        case .loginRefused: "Login refused by"
        case .notPermitted: "Not permitted on"
        case .unsuitable: "Cannot use"
        case .untrusted: "Cannot trust"
        case .badAddress: "Cannot understand"
        case .readOnly: "Read-only:"
        case .full: "No room left on"
        case .libraryMissing: "A library is missing for"
        case .cancelled: "Stopped on"
        case .failed: "Something failed on"
        }
    }
}

extension StoreError.Reason {
    /// Whether what was asked may have been done all the same: the answer is what did not come.
    public var leavesDoubt: Bool {
        switch self {
        case .lost, .timedOut: true
        case .unreachable, .locked, .full, .failed, .cancelled, .loginRefused, .notPermitted, .untrusted,
            .libraryMissing, .badAddress, .unsuitable, .readOnly:
            false
        }
    }

    /// Whether waiting and trying again may mend it.
    public var mayPass: Bool {
        switch self {
        case .unreachable, .lost, .timedOut, .locked, .full, .failed: true
        case .cancelled, .loginRefused, .notPermitted, .untrusted, .libraryMissing, .badAddress, .unsuitable, .readOnly:
            false
        }
    }
}
