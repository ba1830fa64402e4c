public import SessionModel

/// Something the console has to say. It stays until it is read.
public struct Message: Hashable, Sendable {
    /// How much it matters.
    public enum Level: Int, Hashable, Comparable, Sendable {
        case info, success, warning, error

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// When, by our clock.
    public var at: Timestamp
    /// How much it matters.
    public var level: Level
    /// The sentence.
    public var text: String
    /// Whether the operator has had it in front of him and gone on.
    public var isRead = false
    /// Whether it answers a key that was just pressed: that is shown before anything else.
    var isAnswer = false
    /// Whether it tells what came of something that was asked for, until a key is pressed.
    var isOutcome = false
    /// Whether it tells of what goes on by itself, as alarms do: it waits until what was asked for has been read.
    var isNews = false
    /// Whether it stood in the message line when a key was pressed.
    var wasShown = false
}

/// The messages of this run.
struct MessageLog: Hashable, Sendable {
    private(set) var messages: [Message] = []
    static let limit = 1000

    mutating func add(
        _ level: Message.Level, _ text: String, at now: Timestamp, isAnswer: Bool = false, isOutcome: Bool = false,
        isNews: Bool = false
    ) {
        messages.append(
            Message(at: now, level: level, text: text, isAnswer: isAnswer, isOutcome: isOutcome, isNews: isNews))
        if messages.count > Self.limit { messages.removeFirst(messages.count - Self.limit) }
    }

    /// What belongs in the message line: the last one that was not read. An error that has not been in the line yet
    /// gives way to what was done after it, but not to what only informs; one that has gives way to both, for they are
    /// read at the next key, so that the error is back then.
    var current: Message? { currentPlace.flatMap(newestFirst) }

    /// Its place, counted from the newest.
    var currentPlace: Int? {
        guard let place = newestPlace, newestFirst(place)?.isNews == true else { return newestPlace }
        // The next key takes away what was asked for; then the news are there still.
        let isAsked = messages.contains { !$0.isRead && !$0.isNews && ($0.isAnswer || $0.level < .warning) }
        guard isAsked, let last = messages.lastIndex(where: { !$0.isRead && !$0.isNews }) else { return place }
        return messages.count - 1 - last
    }

    private var newestPlace: Int? {
        // What came of an answered key is said in the answer's place.
        if messages.contains(where: { $0.isAnswer && !$0.isRead }), let last = messages.lastIndex(where: { !$0.isRead })
        {
            return messages.count - 1 - last
        }
        let hasError = messages.contains { !$0.isRead && $0.level == .error && !$0.wasShown }
        let place = messages.lastIndex { !$0.isRead && ($0.level > .info || !hasError) }
        return place.map { messages.count - 1 - $0 }
    }

    /// The message of this place, counted from the newest; nil beyond the oldest.
    func newestFirst(_ place: Int) -> Message? {
        messages.indices.contains(messages.count - 1 - place) ? messages[messages.count - 1 - place] : nil
    }

    var unreadCount: Int { messages.count { !$0.isRead && $0.level >= .warning } }

    /// A key was pressed: what only informs has been seen.
    mutating func acknowledge() {
        if let place = currentPlace { messages[messages.count - 1 - place].wasShown = true }
        for place in messages.indices {
            messages[place].isAnswer = false
            messages[place].isOutcome = false
            if messages[place].level < .warning { messages[place].isRead = true }
        }
    }

    /// What a sentence told of is over: it has nothing more to say.
    mutating func settle(_ text: String) {
        for place in messages.indices where messages[place].text == text { messages[place].isRead = true }
    }

    mutating func readAll() {
        for place in messages.indices { messages[place].isRead = true }
    }
}
