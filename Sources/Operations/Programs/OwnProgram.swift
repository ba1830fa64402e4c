public import SessionModel
internal import StoreKit

/// A program of an operator's own that is run about a session.
public struct OwnProgram: Hashable, Sendable {
    /// What the operator calls it.
    public var name: String
    /// The program and its arguments; nothing of a session is ever among them.
    public var arguments: [String]
    /// Whether it changes something.
    public var isDangerous: Bool
    /// The value of the payload it is given.
    public var payload: PayloadPath?
    /// How long it may run, in milliseconds.
    public var limit: Int64

    /// Creates a program.
    public init(
        name: String, arguments: [String], isDangerous: Bool = false, payload: PayloadPath? = nil, limit: Int64 = 10_000
    ) {
        self.name = name
        self.arguments = arguments
        self.isDangerous = isDangerous
        self.payload = payload
        self.limit = limit
    }

    /// What it is given of a session in its environment, beside what this process has in its own.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - target: The store it is from.
    public func variables(of session: Session, from target: OpenStore) -> [String: String] {
        var variables = [
            "CURFEW_COMMAND": name, "CURFEW_PROFILE": target.name, "CURFEW_STORE": target.store.identity.address,
            "CURFEW_KEY": session.key.text, "CURFEW_ID": session.id?.whole ?? "", "CURFEW_USER": session.user ?? "",
            "CURFEW_FORMAT": session.format, "CURFEW_IP": session.visitorAddress ?? "",
            "CURFEW_READ_ONLY": target.isReadOnly ? "1" : "0",
            "CURFEW_EXPIRES_AT": session.deadline.moment.map { JSONValue.seconds(milliseconds: $0.milliseconds).text }
                ?? "",
        ]
        if let payload {
            variables["CURFEW_PATH"] = payload.description
            let node = session.payload?.node(at: payload)
            variables["CURFEW_VALUE"] = node?.string ?? node?.rawText ?? ""
        }
        // A byte 0 would end the variable early, and hide the rest from whoever checks it.
        return variables.mapValues { value in String(value.map { $0 == "\0" ? "\u{FFFD}" : $0 }) }
    }
}

/// How a program ended.
public enum ProgramEnding: Hashable, Sendable {
    /// By itself, with this code.
    case ended(code: Int32)
    /// By a signal.
    case signalled(Int32)
    /// Its time was up, in milliseconds, and it was stopped.
    case tooLong(limit: Int64)
    /// The operator stopped it.
    case stopped

    /// What it did, as the end of a sentence.
    public var words: String {
        switch self {
        case .ended(0): "is done"
        case .ended(let code): "ended with code \(code)"
        case .signalled(let signal): "was ended by signal \(signal)"
        case .tooLong(let limit): "was stopped after \(DurationText.compact(milliseconds: limit)), its time limit"
        case .stopped: "was stopped"
        }
    }
}

/// What a program came to.
public struct ProgramOutcome: Hashable, Sendable {
    /// How it ended.
    public var ending: ProgramEnding
    /// What it printed on standard output and standard error, byte for byte, as far as that is kept.
    public var output: [UInt8]
    /// Whether it printed more than is kept.
    public var isCut: Bool
    /// Why the journal has no line of it; nil when it has.
    public var journalWarning: String?

    /// Creates an outcome.
    public init(ending: ProgramEnding, output: [UInt8] = [], isCut: Bool = false, journalWarning: String? = nil) {
        self.ending = ending
        self.output = output
        self.isCut = isCut
        self.journalWarning = journalWarning
    }

    /// Whether it ended by itself, with code 0.
    public var isFine: Bool { ending == .ended(code: 0) }
}
