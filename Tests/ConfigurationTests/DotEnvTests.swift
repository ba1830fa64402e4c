import Configuration
import Testing

@Suite struct `A .env file` {
    @Test(arguments: [
        ("A=1", "1"), ("export A=1", "1"), ("  A = 1  ", "1"), ("A=", ""), ("A=two words", "two words"),
        ("A=1\r", "1"), ("A=a=b", "a=b"), ("A=a#b", "a#b"), ("A=a # b", "a"), ("A=#b", ""), ("A='a # b'", "a # b"),
        ("A=\"a # b\"", "a # b"), ("A=\"a\" # b", "a"), (#"A="a\"b\\c\nd\$e\w""#, "a\"b\\c\nd$e\\w"),
        (#"A='a\nb'"#, #"a\nb"#), ("A=\"\"", ""), ("A=it's", "it's"), ("\u{FEFF}A=1", "1"), ("A=é", "é"),
    ])
    func `gives the value of a line`(line: String, value: String) {
        let file = DotEnv(line.utf8)

        #expect(file.values == ["A": value])
        #expect(file.problems.isEmpty)
    }

    @Test func `passes over blank lines and comments`() {
        let file = DotEnv("\n# A=1\n   \n\tB=2\r\n".utf8)

        #expect(file.values == ["B": "2"])
        #expect(file.problems.isEmpty)
    }

    @Test func `names the lines it can't take and takes the others`() {
        let bytes =
            Array("hush\n=hush\nA B=hush\nC='hush\nD=\"hush\" hush\nE=1\nE=hush\nF=".utf8) + [0xFF, 10]
            + Array("G=2".utf8)

        let file = DotEnv(bytes)

        #expect(file.values == ["E": "1", "G": "2"])
        #expect(
            file.problems.map(\.description) == [
                "line 1 has no '='", "line 2 has no name before its '='", "line 3 has no name before its '='",
                "line 4 opens a quote and does not close it", "line 5 goes on behind its closing quote",
                "line 7 sets E again, and the first one counts", "line 8 is no UTF-8",
            ])
    }

    @Test func `is read up to one mebibyte`() {
        let file = DotEnv(Array(repeating: UInt8(ascii: "\n"), count: DotEnv.largest) + Array("A=1".utf8))

        #expect(file.values.isEmpty)
    }
}
