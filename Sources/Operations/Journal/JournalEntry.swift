public import SessionModel

/// One act in the operators' trail: a line, or several where it was about very many sessions.
public struct JournalEntry: Hashable, Sendable {
    /// When, by this machine's clock.
    public var at: Timestamp
    /// Who.
    public var person: Operator
    /// The profile's name, or the store's address without secrets.
    public var store: String
    /// The store's address, where it is called otherwise: a profile may name another one later.
    public var address: String?
    /// What was done.
    public var verb: String
    /// The sessions, all of them, each as a keyed hash: a plain hash of an id may itself be a file's name.
    public var ids: [String]
    /// Which of the act's lines it is, from 1, and how many it has.
    private var part = 1, parts = 1
    /// Whose they were, where the act was about a user.
    public var user: String?
    /// All names that were taken for this user's; what an unfinished logout goes on with.
    public var names: [String] = []
    /// How many sessions it was about.
    public var count: Int
    /// The reason that was given; nil when none was.
    public var reason: String?
    /// What came of it: how many of each result.
    public var results: [String: Int]
    /// What more there is to know, in a sentence; nil for nothing.
    public var note: String?

    /// Creates an entry.
    public init(
        at: Timestamp, person: Operator, store: String, verb: String, ids: [String], count: Int, reason: String?,
        results: [String: Int]
    ) {
        self.at = at
        self.person = person
        self.store = store
        self.verb = verb
        self.ids = ids
        self.count = count
        self.reason = reason
        self.results = results
    }

    /// How many ids stand in a line at most.
    private static let mostIDs = 1000

    /// The lines it is written in. The first says all but the ids it has no room for; those that follow have them, and
    /// count nothing.
    var lines: [JournalEntry] {
        let starts = Array(stride(from: 0, to: max(1, ids.count), by: Self.mostIDs))
        return starts.enumerated().map { place, start in
            var line = self
            line.ids = Array(ids[start..<min(start + Self.mostIDs, ids.count)])
            (line.part, line.parts) = (place + 1, starts.count)
            guard place > 0 else { return line }
            (line.count, line.results, line.names, line.note) = (0, [:], [], nil)
            return line
        }
    }

    /// The line without its hash: what the hash is made over.
    func json(number: Int, previous: String) -> JSONValue {
        let results = results.sorted { $0.key < $1.key }
        var members: [JSONValue.Member] = [
            .init("n", .integer(Int64(number))), .init("at", .seconds(milliseconds: at.milliseconds)),
            .init("time", .string(at.iso8601)), .init("operator", person.json), .init("store", .string(store)),
        ]
        if let address { members.append(.init("address", .string(address))) }
        members.append(.init("verb", .string(verb)))
        if let user { members.append(.init("user", .string(user))) }
        if names.count > 1 { members.append(.init("names", .array(names.map(JSONValue.string)))) }
        members += [
            .init("ids", .array(ids.map(JSONValue.string))), .init("count", .integer(Int64(count))),
            .init("reason", .optional(reason)),
            .init("results", .object(results.map { .init($0.key, .integer(Int64($0.value))) })),
        ]
        if let note { members.append(.init("note", .string(note))) }
        if parts > 1 { members += [.init("part", .integer(Int64(part))), .init("parts", .integer(Int64(parts)))] }
        members.append(.init("prev", .string(previous)))
        return .object(members)
    }
}

/// A line of the journal as it is read back.
public struct JournalLine: Hashable, Sendable {
    /// Its number, from 1.
    public var number: Int
    /// When, by the clock of the machine it was written on.
    public var at: Timestamp
    /// Who, and as whom where that is another: "kim", "kim as root".
    public var who: String
    /// On what store.
    public var store: String
    /// What was done.
    public var verb: String
    /// How many sessions it was about.
    public var count: Int
    /// The reason; nil when none was given.
    public var reason: String?
    /// What came of it, in words: "done 3, gone 1".
    public var result: String
    /// What more there is to know; nil for nothing.
    public var note: String?
    /// The line as it is in the file.
    public var text: String
    /// From where: the other end of the ssh connection, else the terminal; empty where neither is known.
    public var from = ""
    /// What it was about: the user, or the session's hash, or how many sessions; empty for the store itself.
    public var target = ""
    /// Which of the act's lines it is, from 1: all but the first have nothing but further ids.
    var part = 1
    /// The store's address, where it is called otherwise; nil in lines of earlier versions as well.
    var address: String?

    /// Whether it tells of an act that was to begin.
    var isBegun: Bool { result.hasPrefix("begun") }
    /// Whether it is not known of all sessions what became of them.
    var isUnanswered: Bool { isBegun || result.contains("unknown") }
    /// Whether something may have been done: not where all was refused, had gone or was changed by somebody else.
    var mayHaveDone: Bool { isUnanswered || result.contains("done") || result.contains("came back") }
}
