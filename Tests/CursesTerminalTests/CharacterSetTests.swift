import Testing

@testable import CursesTerminal

@Suite(.serialized) struct `Character set` {
    @Test(arguments: [
        (["LANG": "C.UTF-8"], true), (["LANG": "xx_YY.UTF-8"], true), (["LANG": "C"], false), ([:], false),
        (["LANG": "C.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.utf8"], true),
        (["LANG": "xx_YY.ISO-8859-1"], false), (["LC_ALL": "", "LANG": "C.UTF-8"], true),
    ])
    func `is what the environment says`(environment: [String: String], isUTF8: Bool) {
        #expect(adoptCharacterSet(environment: environment) == isUTF8)
    }
}
