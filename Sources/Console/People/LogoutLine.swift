internal import Operations
internal import SessionModel
internal import TerminalKit

/// What follows `:logout`.
struct LogoutLine {
    var request: LogoutRequest?
    private(set) var user: String?
    private(set) var standing: Int64?
    private(set) var problem: String?
    private var keep: LogoutRequest.Keep?
    private var isExact = false

    init(_ text: String) {
        guard var words = CommandWord.split(text)?[...] else {
            problem = "a quote is not closed"
            return
        }
        while let word = words.popFirst() {
            switch word.isQuoted ? "" : word.text {
            case "--exact": isExact = true
            case "--keep":
                guard let id = words.popFirst()?.text else {
                    problem = "--keep takes an id, or newest"
                    return
                }
                keep = id == "newest" ? .newest : .id(id)
            case "--for":
                let length = words.popFirst()?.text ?? ""
                standing = try? DurationText.parse(length)
                if standing == nil { problem = "--for takes a length of time, such as 15m" }
            default:
                if word.isOption || user != nil {
                    problem =
                        "\"\(Printable.text(word.text))\" is not understood; logout USER [--keep ID|newest] [--exact] "
                        + "[--for 15m], a name with blanks in double quotes"
                }
                user = user ?? word.text
            }
        }
        request = user.map { adding(to: LogoutRequest(user: $0)) }
    }

    /// A request with what was said on the line.
    func adding(to request: LogoutRequest) -> LogoutRequest {
        var request = request
        request.keep = keep
        request.isExact = isExact
        return request
    }
}
