internal import SessionModel
internal import StoreKit
public import TerminalKit

/// The settings a person wrote down.
public struct ConfigurationFile: Hashable, Sendable {
    /// The file's path; empty where there is none.
    public var file = ""
    /// The profiles, by name.
    public var profiles: [Profile] = []
    /// The profiles in which something is wrong, by name, each with what that is: they alone can't be used.
    public var brokenProfiles: [String: ConfigurationError] = [:]
    /// The name of the profile that is taken where nothing names a store.
    public var defaultProfile: String?
    /// What is wrong with that name: it matters only where nothing else names a store.
    public var brokenDefault: ConfigurationError?
    /// The theme's name.
    public var theme: String?
    /// The keys of commands in place of their own, by the command's name.
    public var keys: [String: [KeyPress]] = [:]
    /// Names of payload fields that are masked, beside the ones that always are.
    public var masks: [String] = []
    /// Which alarms are on, and from where on.
    public var alarms = AlarmSettings()
    /// Other words for commands, by the word.
    public var aliases: [String: String] = [:]
    /// Filters with names.
    public var filters: [String: String] = [:]
    /// Commands of the person's own, by their words.
    public var commands: [CommandSetting] = []
    /// Words of the person's own in which something is wrong, by table and word ("commands.geoip"), each with what that
    /// is: they alone are left out.
    public internal(set) var leftOut: [String: ConfigurationError] = [:]
    /// Where things stand in the file.
    var lines = TOMLLines("")
    /// What a person should know, a sentence each.
    public var warnings: [String] = []

    /// Creates settings with nothing in them.
    public init() {}

    /// Reads the settings of a file; one that is missing has none.
    ///
    /// - Throws: `ConfigurationError` with the line, for anything that is not understood outside the profiles.
    public static func load(_ file: String, read: FileReader) throws(ConfigurationError) -> ConfigurationFile {
        switch read(file) {
        case .success(let content): try ConfigurationFile(content, file: file)
        case .failure(.missing): ConfigurationFile()
        case .failure(let problem): throw .unreadable(file: file, problem)
        }
    }

    /// Reads the content of a file.
    public init(_ content: FileContent, file: String) throws(ConfigurationError) {
        guard let text = String(validating: content.bytes, as: UTF8.self) else {
            throw .unreadable(file: file, .failed("it is no UTF-8 text"))
        }
        let entries = try TOMLNode.parse(text, file: file)
        let top = TOMLSection(file: file, path: [], entries: entries, lines: TOMLLines(text))
        try top.allowOnly([
            "default", "theme", "masks", "keys", "aliases", "alarms", "filters", "commands", "profiles",
        ])
        self.file = file
        lines = top.lines
        theme = try top.string("theme")
        masks = try top.strings("masks")
        if let table = try top.section("alarms") { alarms = try AlarmSettings(table) }
        try readWords(top)
        try readProfiles(top)
        if content.isReadableByOthers, holdsSecrets { warnings.append(Warning.readableFile(file).description) }
    }

    /// The profile of a name; nil where there is none.
    ///
    /// - Throws: What is wrong with it, where it can't be used.
    public func profile(_ name: String) throws(ConfigurationError) -> Profile? {
        if let error = brokenProfiles[name] { throw error }
        return profiles.first { $0.name == name }
    }

    /// The names of all profiles, also of those that can't be used.
    public var profileNames: [String] { (profiles.map(\.name) + brokenProfiles.keys).sorted() }

    /// The names of the profiles that can be used.
    public var usableProfileNames: [String] { profiles.map(\.name).sorted() }

    private mutating func readWords(_ top: TOMLSection) throws(ConfigurationError) {
        if let table = try top.section("keys") {
            for command in table.keysByLine { keys[command] = try table.keyPresses(command) }
        }
        if let table = try top.section("aliases") {
            for word in table.entries.keys { aliases[word] = try table.string(word) }
        }
        if let table = try top.section("filters") {
            for word in table.entries.keys { filters[word] = try table.string(word) }
        }
        if let table = try top.section("commands") {
            for word in table.keysByLine {
                do throws(ConfigurationError) {
                    if let section = try table.section(word) {
                        commands.append(try CommandSetting(section, name: word))
                    }
                } catch {
                    leaveOut("commands.\(word)", error)
                }
            }
        }
    }

    /// Notes that a word is left out, and why.
    mutating func leaveOut(_ word: String, _ error: ConfigurationError) {
        leftOut[word] = error
        warnings.append(Warning.leftOut(word, error).description)
    }

    private mutating func readProfiles(_ top: TOMLSection) throws(ConfigurationError) {
        if let table = try top.section("profiles") {
            for name in table.entries.keys.sorted() {
                do throws(ConfigurationError) {
                    if let section = try table.section(name) {
                        profiles.append(try Profile(section, name: name, alarms: alarms))
                    }
                } catch {
                    // A mistake in one of them is no reason to keep anybody from the others.
                    brokenProfiles[name] = error
                    warnings.append(Warning.brokenProfile(name, error).description)
                }
            }
        }
        do throws(ConfigurationError) {
            defaultProfile = try defaultName(top)
        } catch {
            brokenDefault = error
            warnings.append(Warning.brokenDefault(error).description)
        }
    }

    private func defaultName(_ top: TOMLSection) throws(ConfigurationError) -> String? {
        guard let name = try top.string("default") else { return nil }
        let names = profileNames
        guard names.contains(name) else {
            throw .badValue(
                key: "default", place: top.place("default"), value: name, expected: "the name of a profile",
                nearest: NearestName.of(name, among: names))
        }
        return name
    }

    /// Whether a secret stands in the file itself.
    private var holdsSecrets: Bool {
        profiles.contains { profile in
            let address = AddressText(profile.store).flatMap { try? $0.address() }
            return address?.password != nil || profile.cookieSecrets.contains { $0.isLiteral }
        }
    }
}

extension SecretSource {
    /// Whether the secret itself was written down.
    fileprivate var isLiteral: Bool {
        switch self {
        case .literal: true
        case .environment, .file, .command, .prompt: false
        }
    }
}

extension Profile {
    /// Reads a profile's table; `alarms` are those of all profiles.
    fileprivate init(
        _ section: TOMLSection, name: String, alarms: AlarmSettings
    ) throws(ConfigurationError) {
        try section.allowOnly([
            "store", "format", "user", "password", "cookie_secrets", "environment", "read_only", "columns", "lifetime",
            "poll", "copies", "alarms",
        ])
        guard let store = try section.string("store") else {
            throw .missingKey(section.name("store"), place: section.place("store"))
        }
        self.init(name: name, store: store)
        format = try section.string("format")
        userPaths = try section.strings("user")
        password = try section.password("password")
        cookieSecrets = try section.secrets("cookie_secrets")
        environment = try Self.environment(section)
        isReadOnly = try section.boolean("read_only") ?? false
        columns = try Self.columns(section)
        lifetime = try section.seconds("lifetime")
        poll = try section.seconds("poll")
        copies = try section.string("copies")
        self.alarms = try section.section("alarms").map { table throws(ConfigurationError) in
            try AlarmSettings(table, over: alarms)
        }
    }

    private static func columns(_ section: TOMLSection) throws(ConfigurationError) -> [ListColumn] {
        var columns: [ListColumn] = []
        for text in try section.strings("columns") {
            do throws(ListColumnError) {
                columns.append(try ListColumn(parsing: text))
            } catch {
                throw .badValue(
                    key: section.name("columns"), place: section.place("columns"), value: text,
                    expected: "a column, as in \"ip\" or \"cart=cart.total\"", nearest: nil)
            }
        }
        return columns
    }

    /// A slip in this word would take the guards of production away, so only known ones are taken.
    private static func environment(_ section: TOMLSection) throws(ConfigurationError) -> Environment? {
        guard let text = try section.string("environment") else { return nil }
        let names = Environment.allCases.map(\.rawValue)
        guard let environment = Environment(rawValue: text) else {
            throw .badValue(
                key: section.name("environment"), place: section.place("environment"), value: text,
                expected: names.listedAsChoice, nearest: NearestName.of(text, among: names))
        }
        return environment
    }
}
