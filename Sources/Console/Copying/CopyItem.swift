/// What of the thing at hand can be copied; the raw value is the word of `:copy`.
enum CopyItem: String, CaseIterable, Hashable, Sendable {
    case id, key, cookie, user, value, path, payload, line, command, list

    /// The letter that picks it in the menu; j and k move there.
    var letter: Character {
        switch self {
        case .id: "i"
        case .key: "r"
        case .cookie: "o"
        case .user: "u"
        case .value: "v"
        case .path: "p"
        case .payload: "d"
        case .line: "t"
        case .command: "c"
        case .list: "l"
        }
    }

    var title: String {
        switch self {
        case .id: "id"
        case .key: "record's key"
        case .cookie: "cookie"
        case .user: "user"
        case .value: "value"
        case .path: "its path"
        case .payload: "payload"
        case .line: "this line"
        case .command: "command"
        case .list: "command"
        }
    }
}
