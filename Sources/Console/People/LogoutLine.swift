internal import Operations
internal import SessionModel

/// What follows `:logout`.
struct LogoutLine {
    var request: LogoutRequest?
    private(set) var user: String?
    private(set) var standing: Int64?
    private(set) var problem: String?
    private var keep: LogoutRequest.Keep?
    private var isExact = false

    init(_ text: String) {
        var words = text.split(separator: " ").map(String.init)[...]
        while let word = words.popFirst() {
            switch word {
            case "--exact": isExact = true
            case "--keep":
                guard let id = words.popFirst() else {
                    problem = "--keep takes an id, or newest"
                    return
                }
                keep = id == "newest" ? .newest : .id(id)
            case "--for":
                let length = words.popFirst() ?? ""
                standing = try? DurationText.parse(length)
                if standing == nil { problem = "--for takes a length of time, such as 15m" }
            default:
                if word.hasPrefix("--") || user != nil {
                    problem = "\"\(word)\" is not understood; logout USER [--keep ID|newest] [--exact] [--for 15m]"
                }
                user = user ?? word
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
