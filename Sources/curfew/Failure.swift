internal import Configuration
internal import Operations
internal import SessionModel
internal import StoreKit

/// Why a verb ends otherwise than done: a sentence for a person, and the exit code for a script.
struct Failure: Error {
    /// How the program ends.
    var code: ExitCode
    /// One sentence; empty where everything has been said already.
    var message: String
    /// Whether that is a text of several lines, and no sentence.
    var isText = false
    /// What to try next.
    var remedy: String?
    /// The id that a session was given, or may have been; nil where none was asked for.
    var newID: String?

    /// Creates a failure of a sentence.
    init(_ code: ExitCode, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The same where it kept an act from telling what it came to.
    ///
    /// - Parameters:
    ///   - words: What was done.
    ///   - end: How the act would have ended; nil where all of it was done.
    func untold(_ words: String, end: Failure? = nil) -> Failure {
        guard let end else { return Failure(.partlyDone, "\(message) It was done all the same: \(words).") }
        return Failure(end.code, "\(message) \(end.message)")
    }

    /// Ends with a code after all has been said.
    static func said(_ code: ExitCode) -> Failure { Failure(code, "") }

    /// Ends without a word: nobody reads the output any more.
    static let outputClosed = Failure(.done, "")
}

extension Failure {
    /// What a store failed at.
    init(_ error: StoreError) {
        self.init(ExitCode(error), error.description, remedy: error.remedy)
    }

    /// Why no store was chosen.
    init(_ error: ConfigurationError) {
        self.init(ExitCode(error), error.description)
    }

    /// Why an act was not done.
    init(_ error: OperationError) {
        switch error {
        case .readOnly, .lockedAgain, .reasonMissing, .journal: self.init(.refused, error.description)
        case .program: self.init(.failed, error.description)
        case .store(let error):
            self.init(error)
            message = OperationError.store(error).description
            // An act that the store does not allow is a refused one, whichever act it is.
            if error.reason == .notPermitted { code = .refused }
            if error.reason.leavesDoubt { code = .partlyDone }
        case .newIDUnanswered(let failure, let id):
            self.init(OperationError.store(failure))
            message = error.description
            newID = id.whole
        }
    }

    /// Why an act could not be tried out: nothing was to be changed, so nothing is in doubt.
    init(rehearsing error: OperationError) {
        self.init(error)
        guard error.leavesDoubt, case .store(let failure) = error else { return }
        self = Failure(failure)
    }

    /// Whatever was thrown.
    init(any error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StoreError: self.init(error)
        case let error as OperationError: self.init(error)
        case let error as ConfigurationError: self.init(error)
        case let error as JournalError: self.init(.failed, error.description)
        case is CancellationError: self.init(.interrupted, "")
        default: self.init(.failed, "\(error)")
        }
    }
}
