public import Operations
public import SessionModel
public import StoreKit
public import TerminalKit

/// All that the console needs from the program round it. Nothing else of it reads clocks, files or the environment.
public struct ConsoleOpening: Sendable {
    /// A store that was opened, with what was found out about it.
    public struct Opened: Sendable {
        /// The store.
        public var target: OpenStore
        /// What was found out.
        public var examination: StoreExamination
        /// How it was chosen, when the person did not name it.
        public var chosenBy: String?
        /// Whether a listing sees every record's content.
        public var listsContent: Bool

        /// Creates one.
        public init(target: OpenStore, examination: StoreExamination, chosenBy: String?, listsContent: Bool) {
            self.target = target
            self.examination = examination
            self.chosenBy = chosenBy
            self.listsContent = listsContent
        }
    }

    /// Opens the store; a sentence says why not.
    public var open: @Sendable () async -> Result<Opened, OpenFailure>
    /// The operators' trail.
    public var journal: Journal
    /// Who sits here.
    public var person: Operator
    /// Our own time.
    public var now: @Sendable () -> Timestamp
    /// The themes there are, the one to begin with first.
    public var themes: [Theme]
    /// The process's environment.
    public var environment: [String: String]
    /// Where texts go that could not be saved: a directory only this person can read.
    public var keepDirectory: String
    /// Draws with ASCII only, whatever the locale says.
    public var isASCII: Bool

    /// Creates an opening.
    public init(
        open: @escaping @Sendable () async -> Result<Opened, OpenFailure>, journal: Journal, person: Operator,
        now: @escaping @Sendable () -> Timestamp, themes: [Theme], environment: [String: String],
        keepDirectory: String, isASCII: Bool = false
    ) {
        self.open = open
        self.journal = journal
        self.person = person
        self.now = now
        self.themes = themes
        self.environment = environment
        self.keepDirectory = keepDirectory
        self.isASCII = isASCII
    }
}

/// Why a store could not be opened.
public struct OpenFailure: Error, Hashable, Sendable {
    /// One sentence, with what to try.
    public var sentence: String

    /// Creates a failure.
    public init(_ sentence: String) { self.sentence = sentence }
}
