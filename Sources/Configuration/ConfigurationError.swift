/// Why the settings don't name a store: facts, from which `Sentences.swift` makes one sentence. Holds no secret.
public enum ConfigurationError: Error, Hashable, Sendable {
    /// An address is none; `source` is where it was written ("--store", "TINA4_DATABASE_URL"), nil for the arguments.
    case address(AddressError, source: String?)
    /// A file that was asked for can't be read.
    case unreadable(file: String, FileProblem)
    /// A configuration file is no TOML, in the parser's words.
    case malformed(file: String, line: Int, column: Int, detail: String)
    /// A configuration file has a key that means nothing.
    case unknownKey(String, place: Place, nearest: String?, known: [String])
    /// A key of a configuration file has a value of another type.
    case wrongType(key: String, place: Place, expected: String, found: String)
    /// A key has a value of the right type that makes no sense.
    case badValue(key: String, place: Place, value: String, expected: String, nearest: String?)
    /// A word or a key of the person's own means something already.
    case wordTaken(String, place: Place, by: String)
    /// A profile of the configuration file lacks a key.
    case missingKey(String, place: Place)
    /// A word is no verb, profile, URL or path.
    case unknownWord(String, nearest: String?, source: String?)
    /// No profile has this name.
    case unknownProfile(String, nearest: String?, known: [String], source: String)
    /// A URL stands where an option takes something else.
    case url(String, option: String, expected: String)
    /// A file is no theme.
    case theme(ThemeProblem, place: Place)
    /// No theme has this name.
    case unknownTheme(String, nearest: String?, known: [String], source: String)
    /// A variable of a Tina4 application has a value that makes no sense; nil for one that should be a number and is none,
    /// but may be the password.
    case badVariable(String, value: String?, expected: String, nearest: String?)
    /// A Tina4 application keeps its sessions where nobody else can read them.
    case unreachableSessions(variable: String, reason: Hidden)
    /// Nothing names a store.
    case noStore
    /// A secret can't be had.
    case secret(SecretProblem, SecretSource.Use)

    /// Where in a file something stands.
    public struct Place: Hashable, Sendable {
        /// The file.
        public var file: String
        /// The line, from 1; nil where it can't be told.
        public var line: Int?

        /// Creates a place.
        public init(file: String, line: Int?) {
            self.file = file
            self.line = line
        }
    }

    /// Why an application's database can't be read by anybody else.
    public enum Hidden: Hashable, Sendable {
        /// It is in the application's memory.
        case memory
        /// No client for it is part of this program.
        case noClient(String)
        /// Its URL has no scheme.
        case noURL
    }

    /// Why a secret can't be had.
    public enum SecretProblem: Hashable, Sendable {
        /// The variable is not set.
        case variableMissing(String)
        /// The file can't be read.
        case file(String, FileProblem)
        /// The command can't be run or failed; with its words on standard error, cut short.
        case command(String, detail: String)
        /// There is no terminal to ask on.
        case noTerminal
        /// What came is empty.
        case empty(source: String)
        /// What came is no text.
        case noText(source: String)
    }

    /// The exit code of a program that stops on it: 1 where a secret can't be had, 64 (usage) for all else.
    public var exitCode: Int32 {
        switch self {
        case .secret: 1
        case .address, .unreadable, .malformed, .unknownKey, .wrongType, .badValue, .wordTaken, .missingKey,
            .unknownWord,
            .unknownProfile, .url, .theme, .unknownTheme, .badVariable, .unreachableSessions, .noStore:
            64
        }
    }
}
