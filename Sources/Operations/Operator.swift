internal import SessionModel

/// Who sits at the keyboard, for the journal.
public struct Operator: Hashable, Sendable {
    /// The name the login was made with, which sudo does not change.
    public var login: String
    /// The account sudo was called from; nil without sudo.
    public var sudoUser: String?
    /// The terminal's name; nil without one.
    public var terminal: String?
    /// Where the ssh connection came from; nil on the machine itself.
    public var origin: String?

    /// Creates an operator.
    public init(login: String, sudoUser: String? = nil, terminal: String? = nil, origin: String? = nil) {
        self.login = login
        self.sudoUser = sudoUser
        self.terminal = terminal
        self.origin = origin
    }

    var json: JSONValue {
        [
            "login": .string(login), "sudo_user": .optional(sudoUser), "tty": .optional(terminal),
            "ssh_from": .optional(origin),
        ]
    }
}
