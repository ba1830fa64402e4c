public import Console
public import Operations
public import SessionModel
public import StoreKit
public import TerminalKit

/// All that the console needs from the program round it. Nothing else of it reads clocks, files or the environment.
public struct ConsoleOpening: Sendable {
    /// Opens a store that is read-only by its profile once more, for writing.
    public typealias Unlocking = @Sendable () async throws(StoreError) -> OpenStore

    /// A store that was opened, with what was found out about it.
    public struct Opened: Sendable {
        /// The store.
        public var target: OpenStore
        /// What was found out.
        public var examination: StoreExamination
        /// The other stores that are open: what a framework keeps there of the same sessions goes along with an act.
        public var beside: [OpenStore]
        /// How it was chosen, when the person did not name it.
        public var chosenBy: String?
        /// Whether a listing sees every record's content.
        public var listsContent: Bool
        /// The columns its profile names.
        public var columns: [ListColumn]
        /// Opens it for writing; nil where it is not read-only, or not by its profile alone.
        public var unlock: Unlocking?

        /// Creates one.
        public init(
            target: OpenStore, examination: StoreExamination, chosenBy: String?, listsContent: Bool,
            columns: [ListColumn] = [], beside: [OpenStore] = [], unlock: Unlocking? = nil
        ) {
            self.beside = beside
            self.columns = columns
            self.unlock = unlock
            self.target = target
            self.examination = examination
            self.chosenBy = chosenBy
            self.listsContent = listsContent
        }
    }

    /// All stores that were opened, and those that were not.
    public struct OpenedStores: Sendable {
        /// The stores that are open; at least one.
        public var stores: [Opened]
        /// The others.
        public var uncovered: [OpenStores.Uncovered]

        /// Creates a set of stores.
        public init(_ stores: [Opened], uncovered: [OpenStores.Uncovered] = []) {
            self.stores = stores
            self.uncovered = uncovered
        }
    }

    /// Opens the stores; a sentence says why none could be.
    public var open: @Sendable () async -> Result<OpenedStores, OpenFailure>
    /// The operators' trail.
    public var journal: Journal
    /// Who sits here.
    public var person: Operator
    /// Our own time.
    public var now: @Sendable () -> Timestamp
    /// Reads the theme to begin with, without the others, while the store is being opened; nil where only all of them
    /// can tell which that is.
    public var firstTheme: @Sendable () -> Theme?
    /// Reads the themes there are, the one to begin with first; called once.
    public var themes: @Sendable () throws -> [Theme]
    /// The process's environment.
    public var environment: [String: String]
    /// Opens the person's editor on a text, at a line from 1, and gives back what was saved. It has the terminal
    /// meanwhile.
    public var edit: @Sendable (_ text: [UInt8], _ line: Int) -> Result<[UInt8], EditorFailure>
    /// Keeps a text that could not be saved in a file only this person can read, and gives its path.
    public var keep: @Sendable (_ text: [UInt8]) -> Result<String, EditorFailure>
    /// Which alarms are on.
    public var alarms: AlarmRules
    /// Draws with ASCII only, whatever the locale says.
    public var isASCII: Bool
    /// What is remembered of profiles; nil where nothing is.
    public var memories: ProfileMemories?
    /// The operator's own words.
    public var vocabulary = Vocabulary()
    /// What the operator should know of the settings, a sentence each.
    public var warnings: [String] = []
    /// Saves sessions of a store to a file, mode 0600 and on disk when this returns; or says why not.
    public var export: @Sendable ([SessionKey], OpenStore, String) async -> Result<ExportedFile, EditorFailure> = {
        _, _, path in .failure(EditorFailure("\(path) can't be written here."))
    }
    /// The records of a file that was saved so, or why there are none.
    public var readExport: @Sendable (String) -> Result<[ArchivedRecord], EditorFailure> = { path in
        .failure(EditorFailure("\(path) can't be read here."))
    }
    /// Runs a program on the terminal and waits for it.
    public var runInTerminal: @Sendable (TerminalProgram) -> Result<ProgramOutcome, OwnFailure> = { _ in
        .failure(OwnFailure("There is no terminal for it."))
    }
    /// Spares a slow line to the terminal.
    public var isSlow: Bool

    /// Creates an opening.
    public init(
        open: @escaping @Sendable () async -> Result<OpenedStores, OpenFailure>, journal: Journal, person: Operator,
        now: @escaping @Sendable () -> Timestamp, firstTheme: @escaping @Sendable () -> Theme? = { nil },
        themes: @escaping @Sendable () throws -> [Theme],
        environment: [String: String], isASCII: Bool = false, isSlow: Bool = false,
        alarms: AlarmRules = AlarmRules(), edit: @escaping @Sendable ([UInt8], Int) -> Result<[UInt8], EditorFailure>,
        keep: @escaping @Sendable ([UInt8]) -> Result<String, EditorFailure>
    ) {
        self.open = open
        self.journal = journal
        self.person = person
        self.now = now
        self.firstTheme = firstTheme
        self.themes = themes
        self.environment = environment
        self.edit = edit
        self.keep = keep
        self.isASCII = isASCII
        self.alarms = alarms
        self.isSlow = isSlow
    }
}

/// Why a store could not be opened.
public struct OpenFailure: Error, Hashable, Sendable {
    /// One sentence, with what to try.
    public var sentence: String
    /// What stands where the list would be: how to go on; empty where the sentence is enough.
    public var help: [String]

    /// Creates a failure.
    public init(_ sentence: String, help: [String] = []) {
        self.sentence = sentence
        self.help = help
    }
}
