import SessionModel
import TestSupport
import Testing

@Suite struct `A path in a payload` {
    @Test(
        arguments: [
            ("user.role", [.key("user"), .key("role")]), (".state", [.key("state")]),
            ("cart[0].price", [.key("cart"), .index(0), .key("price")]),
            ("[\"a.b\"].c", [.key("a.b"), .key("c")]), ("[3]", [.index(3)]), ("a[\"\"]", [.key("a"), .key("")]),
            ("[\"say \\\"x\\\\\"]", [.key("say \"x\\")]), ("a[1][2]", [.key("a"), .index(1), .index(2)]),
        ] as [(String, [PayloadPath.Step])])
    func `is read as it is written`(text: String, steps: [PayloadPath.Step]) throws {
        #expect(try PayloadPath(parsing: text).steps == steps)
    }

    @Test(arguments: [
        "", ".", "a.", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a[\"b]", "a]b[", "a[1]b", "[99999999999999999999]",
    ])
    func `is refused where it makes no sense`(text: String) {
        #expect(throws: PayloadPathError.self) { try PayloadPath(parsing: text) }
    }

    @Test func `of any steps is read back from its text`() throws {
        var json = RandomJSON(seed: 8)
        for _ in 0..<2000 {
            let steps: [PayloadPath.Step] = (0...json.random.number(in: 0...4)).map { _ in
                json.random.once(in: 3) ? .index(json.random.number(in: 0...12)) : .key(json.key())
            }
            let path = PayloadPath(steps)

            let back = try PayloadPath(parsing: path.description)

            guard back.steps.map(Self.bytes) == steps.map(Self.bytes) else {
                Issue.record("\(path) became \(back)")
                return
            }
        }
    }

    private static func bytes(_ step: PayloadPath.Step) -> [UInt8] {
        switch step {
        case .key(let key): Array(key.utf8)
        case .index(let index): [UInt8(index), 0]
        }
    }
}
