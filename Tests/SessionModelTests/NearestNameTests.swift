import SessionModel
import Testing

@Suite struct `Nearest name` {
    private let verbs = ["list", "show", "destroy", "logout", "ttl", "undo"]

    @Test(arguments: [
        ("lsit", "list"), ("destory", "destroy"), ("LIST", "list"), ("tll", "ttl"), ("shw", "show"),
        ("logoutt", "logout"), ("udno", "undo"),
    ])
    func `is found for a slip of the hand`(typed: String, meant: String) {
        #expect(NearestName.among(verbs, to: typed) == meant)
    }

    @Test(arguments: ["", "x", "dstry", "frobnicate", "li", "destination"])
    func `is none where nothing is near`(typed: String) {
        #expect(NearestName.among(verbs, to: typed) == nil)
    }

    @Test func `is the earlier of two as near`() {
        #expect(NearestName.among(["cat", "car"], to: "cas") == "cat")
        #expect(NearestName.among(["id"], to: "idd") == "id")
    }
}
