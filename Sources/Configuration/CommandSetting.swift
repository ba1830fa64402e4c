public import SessionModel
public import TerminalKit

/// A command of an operator's own, as the configuration describes it.
public struct CommandSetting: Hashable, Sendable {
    /// Its word.
    public var name: String
    /// What is run: a program and its arguments.
    public var run: [String]
    /// What it does, in a sentence; nil where it was not said.
    public var title: String?
    /// Its key.
    public var key: KeyPress?
    /// The views it can be given in, by their words.
    public var views: [String] = ["sessions", "session"]
    /// Whether it changes something: then it asks first, and is off where nothing may be changed.
    public var isDangerous = false
    /// The value of the payload it is given.
    public var payload: PayloadPath?
    /// What becomes of what it prints.
    public var output = Output.show
    /// How long it may take, in seconds.
    public var timeout = 10

    /// What becomes of what a program prints.
    public enum Output: String, CaseIterable, Hashable, Sendable {
        /// It is shown on a card that scrolls.
        case show
        /// Its first line is told.
        case message
        /// It has the terminal to itself.
        case terminal
    }

    /// Creates a setting.
    public init(name: String, run: [String]) {
        self.name = name
        self.run = run
    }
}

extension CommandSetting {
    /// Reads a command's table.
    init(_ section: TOMLSection, name: String) throws(ConfigurationError) {
        try section.allowOnly(["run", "title", "key", "views", "dangerous", "payload", "output", "timeout"])
        self.init(name: name, run: try Self.run(section))
        title = try section.string("title")
        key = try Self.key(section)
        if section.entries["views"] != nil { views = try section.strings("views") }
        isDangerous = try section.boolean("dangerous") ?? false
        payload = try Self.payload(section)
        output = try Self.output(section)
        timeout = try section.seconds("timeout") ?? timeout
        guard (1...3600).contains(timeout) else {
            throw .badValue(
                key: section.name("timeout"), place: section.place("timeout"), value: String(timeout),
                expected: "a number of seconds from 1 to 3600", nearest: nil)
        }
    }

    /// A text is for the shell; a list is a program and its arguments.
    private static func run(_ section: TOMLSection) throws(ConfigurationError) -> [String] {
        let words: [String]
        switch section.entries["run"] {
        case nil: throw .missingKey(section.name("run"), place: section.place("run"))
        case .string(let text)?: words = text.isEmpty ? [] : ["/bin/sh", "-c", text]
        case .integer?, .boolean?, .array?, .table?, .other?: words = try section.strings("run")
        }
        guard words.first?.isEmpty == false else {
            throw .badValue(
                key: section.name("run"), place: section.place("run"), value: "", expected: "a program", nearest: nil)
        }
        return words
    }

    private static func key(_ section: TOMLSection) throws(ConfigurationError) -> KeyPress? {
        guard let text = try section.string("key") else { return nil }
        return try section.keyPress(text, of: "key")
    }

    private static func payload(_ section: TOMLSection) throws(ConfigurationError) -> PayloadPath? {
        guard let text = try section.string("payload") else { return nil }
        do throws(PayloadPathError) {
            return try PayloadPath(parsing: text)
        } catch {
            throw .badValue(
                key: section.name("payload"), place: section.place("payload"), value: text,
                expected: "a path, as in \"user.email\"", nearest: nil)
        }
    }

    private static func output(_ section: TOMLSection) throws(ConfigurationError) -> Output {
        guard let text = try section.string("output") else { return .show }
        let names = Output.allCases.map(\.rawValue)
        guard let output = Output(rawValue: text) else {
            throw .badValue(
                key: section.name("output"), place: section.place("output"), value: text,
                expected: names.listedAsChoice, nearest: NearestName.of(text, among: names))
        }
        return output
    }
}
