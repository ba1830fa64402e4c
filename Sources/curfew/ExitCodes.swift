internal import Configuration
internal import Operations
internal import StoreKit

/// How the program ends: the numbers are a contract with scripts.
enum ExitCode: Int32, CaseIterable {
    /// Done, also where there was nothing in the store.
    case done = 0
    /// It failed.
    case failed = 1
    /// Nothing was found that fits.
    case nothingMatched = 3
    /// It was refused, and nothing was done.
    case refused = 4
    /// Some of it was done, or may have been: the store was lost before it answered.
    case partlyDone = 5
    /// The store can't be reached, and nothing was done.
    case unreachable = 6
    /// The command line makes no sense.
    case usage = 64
    /// The person stopped it.
    case interrupted = 130

    /// The word for it in errors written as JSON.
    var word: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .nothingMatched: "nothing_matched"
        case .refused: "refused"
        case .partlyDone: "partly_done"
        case .unreachable: "unreachable"
        case .usage: "usage"
        case .interrupted: "interrupted"
        }
    }

    /// The code for a store's failure.
    init(_ error: StoreError) {
        self =
            switch error.reason {
            case .unreachable, .lost, .timedOut, .locked: .unreachable
            case .badAddress: .usage
            case .readOnly: .refused
            case .cancelled: .interrupted
            case .loginRefused, .notPermitted, .unsuitable, .untrusted, .full, .libraryMissing, .failed: .failed
            }
    }

    /// The code for settings that name no store.
    init(_ error: ConfigurationError) {
        self = error.exitCode == ExitCode.failed.rawValue ? .failed : .usage
    }
}
