internal import SessionModel

/// What a person wrote down of alarms: which are off, and from where on the others are raised.
public struct AlarmSettings: Hashable, Sendable {
    /// The alarms that are switched off, by their names.
    public var off: Set<String> = []
    /// How many live sessions of one user are nothing to be told of; nil for the usual number.
    public var crowd: Int?
    /// How many new anonymous sessions a minute are nothing to be told of; nil for the usual number.
    public var anonymous: Int?
    /// How old a session may get, in milliseconds; nil for as old as it likes.
    public var old: Int64?

    /// The alarms there are.
    public static let names = ["fixation", "rights", "shared", "crowd", "immortal", "old", "anonymous", "twins"]

    /// Creates settings with nothing in them.
    public init() {}

    /// Reads a table `alarms`.
    ///
    /// - Parameter base: What holds where the table says nothing.
    init(_ section: TOMLSection, over base: AlarmSettings = AlarmSettings()) throws(ConfigurationError) {
        self = base
        try section.allowOnly(Self.names)
        for name in section.keysByLine {
            switch section.entries[name] {
            case .boolean(true)?: off.remove(name)
            case .boolean(false)?: off.insert(name)
            case .integer(let number)? where name == "crowd":
                crowd = try Self.above(0, number, name, section)
                off.remove(name)
            case .integer(let number)? where name == "anonymous":
                anonymous = try Self.above(0, number, name, section)
                off.remove(name)
            case .string(let text)? where name == "old":
                old = try Self.age(text, section)
                off.remove(name)
            case let node?: throw section.wrong(name, node, expected: Self.expected(name))
            case nil: continue
            }
        }
    }

    private static func expected(_ name: String) -> String {
        switch name {
        case "crowd", "anonymous": "true, false or a number of sessions"
        case "old": "true, false or a text with a length of time, such as \"30d\""
        default: "true or false"
        }
    }

    private static func above(
        _ least: Int, _ number: Int, _ name: String, _ section: TOMLSection
    ) throws(ConfigurationError) -> Int {
        guard number > least else {
            throw .badValue(
                key: section.name(name), place: section.place(name), value: "\(number)",
                expected: "a number of sessions above \(least)", nearest: nil)
        }
        return number
    }

    private static func age(_ text: String, _ section: TOMLSection) throws(ConfigurationError) -> Int64 {
        guard let length = try? DurationText.parse(text), length > 0 else {
            throw .badValue(
                key: section.name("old"), place: section.place("old"), value: text,
                expected: "a length of time, such as 30d", nearest: nil)
        }
        return length
    }
}
