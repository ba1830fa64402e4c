import Testing

@testable import CursesTerminal

@Suite struct `Base 64` {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("王", "546L")])
    func `follows RFC 4648`(text: String, expected: String) {
        #expect(base64(Array(text.utf8)) == expected)
    }
}
