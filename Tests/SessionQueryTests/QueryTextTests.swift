import SessionQuery
import Testing

@Suite struct `The names of filters in a query` {
    private func expanded(_ text: String) -> String {
        Query.expanding(text) { ["vip": "plan=gold or plan=lead", "old": "age>1d @vip"][$0] }
    }

    @Test(
        arguments: [
            ("@vip", ["vip"]), ("!@vip plan=x", ["vip"]), ("(a @vip) or @old @vip", ["vip", "old"]), ("\"@vip\"", []),
            ("a@vip", []), ("@example.org", []), ("@", []), ("user=@vip", []), ("@vip=3", []), ("(@vip", []),
        ] as [(String, [String])]) func `stand as terms of their own`(text: String, names: [String])
    {
        #expect(Query.filterNames(in: text) == names)
    }

    @Test func `give way to the filters, whole`() throws {
        #expect(expanded("@vip") == "plan=gold or plan=lead")
        #expect(expanded("!@vip user=ann") == "!(plan=gold or plan=lead) user=ann")
        #expect(expanded("n\u{e9}\u{301} @old") == "n\u{e9}\u{301} (age>1d (plan=gold or plan=lead))")
        #expect(expanded("@nope @vip") == "@nope (plan=gold or plan=lead)")
        #expect(expanded("\"@vip\" x") == "\"@vip\" x")
        #expect(try Query.parse("\"@vip\" x").description == "\"@vip\" x")
    }

    @Test func `end where they name themselves`() {
        let endless = Query.expanding("@a") { $0 == "a" ? "x @a" : nil }

        #expect(Query.filterNames(in: endless) == ["a"])
        #expect(endless.count < 100)
    }
}

@Suite struct `Text of a query` {
    @Test(arguments: [
        ("", ""), ("  ", ""), (" alice   bob ", "alice bob"), ("a OR  b c or(d e)", "a or b c or d e"),
        ("((a))", "a"), ("(a b) c", "a b c"), ("(a or b) c", "(a or b) c"), ("!!a", "a"), ("!!!a", "!a"),
        ("! (a or b)", "!(a or b)"), ("!(a b) c", "!(a b) c"), ("!(!a)", "a"), ("\"or\"", "\"or\""),
        ("\"plain\"", "plain"),
        ("user = alice", "user=alice"), ("user=\"none\"", "user=\"none\""), ("user!=none", "user!=none"),
        ("role=\"admin\"", "role=admin"), ("n=\"5\"", "n=\"5\""), ("n=5", "n=5"), ("n=\"true\"", "n=\"true\""),
        ("ttl<90", "ttl<1m30s"), ("ttl>=never", "ttl>=never"),
        ("ends<2026-11-21T14:29", "ends<2026-11-21T14:29:00Z"), ("ends>=never", "ends>=never"),
        ("idle>500ms", "idle>500ms"), ("size>2048", "size>2k"),
        ("size=1.5M", "size=1536k"), ("size<1001b", "size<1001"), ("state=LIVE", "state=live"),
        (".state=x", ".state=x"), (".role=x", "role=x"), ("\"user\"=x", ".user=x"), (".user.role=x", "user.role=x"),
        ("\"a.b\"[0].c=1", "\"a.b\"[0].c=1"), ("[0].a=1", "[0].a=1"), ("\"\"=1", "\"\"=1"), ("a=\"\"", "a=\"\""),
        ("a=b=c", "a=b=c"), ("a=\"=b\"", "a=\"=b\""), ("user~^a(b|c)", "user~\"^a(b|c)\""), ("or=1", "\"or\"=1"),
        ("user~\"\\d+ x\"", "user~\"\\\\d+ x\""), ("(user~^[)(]a)", "user~\"^[)(]a\""), ("C:\\dir", "C:\\dir"),
        ("foo!bar", "\"foo!bar\""), ("tina4:session:", "tina4:session:"), ("a\u{301}\"b\"", "a\u{301}b"),
    ])
    func `is canonical and reads back the same`(text: String, canonical: String) throws {
        let query = try Query.parse(text)

        #expect(query.description == canonical)
        #expect(try Query.parse(query.description) == query)
    }

    @Test(arguments: [
        ("alice", ["alice"]), ("Alice 17", ["alice", "17"]), ("alice or bob", nil), ("!alice", nil),
        ("user=alice", nil),
        ("alice ttl<5m", nil), ("", nil), ("3f9a..c21e", nil), ("3f9a...c21e", ["3f9a...c21e"]),
    ])
    func `tells its words where it is nothing else`(text: String, words: [String]?) throws {
        #expect(try Query.parse(text).words?.map(\.word) == words)
    }

    @Test(arguments: [
        ("ali", "al", true), ("ALI", "al", true), ("xal", "al", true), ("al", "ali", false), ("bob", "al", false),
        ("ali bob", "al", false), ("ali", "!al", false), ("ali", "user=al", false), ("ab..cd", "ab", false),
    ])
    func `knows when a word only narrows another`(text: String, wider: String, narrows: Bool) throws {
        #expect(try Query.parse(text).narrows(Query.parse(wider)) == narrows)
    }

    @Test(arguments: [
        ("a or", "Column 5: expected a word, a field or '(', found the end of the query."),
        ("or a", "Column 1: expected a word, a field or '(', found 'or'."),
        ("a or or b", "Column 6: expected a word, a field or '(', found 'or'."),
        ("alice !", "Column 8: expected a word, a field or '(', found the end of the query."),
        ("=5", "Column 1: expected a word, a field or '(', found '='."),
        ("()", "Column 2: expected a word, a field or '(', found ')'."),
        ("\"\"", "Column 1: expected a word, a field or '(', found '\"\"'."),
        ("role=", "Column 6: expected a value right behind '=', found the end of the query."),
        ("role= admin", "Column 6: expected a value right behind '=', found a blank."),
        ("role = or x", "Column 8: expected a value right behind '=', found 'or'."),
        ("a = b=c", "Column 5: put quotes around the value 'b=c', or leave out the blanks around the comparison."),
        ("(role=)", "Column 7: expected a value right behind '=', found ')'."),
        ("role==x", "Column 5: '==' is no comparison; use =, !=, ~, <, >, <= or >=. Did you mean '='?"),
        ("n=>5", "Column 2: '=>' is no comparison; use =, !=, ~, <, >, <= or >=. Did you mean '>='?"),
        ("a<>b", "Column 2: '<>' is no comparison; use =, !=, ~, <, >, <= or >=. Did you mean '!='?"),
        ("user!~b", "Column 5: 'user' takes =, != or ~, found '!~'. Did you mean ! before the whole comparison?"),
        ("ttl~5", "Column 4: 'ttl' takes =, !=, <, >, <= or >=, found '~'."),
        ("user<5", "Column 5: 'user' takes =, != or ~, found '<'."),
        ("a..b=1", "Column 3: expected a name in the payload, found '.b=1'."),
        (".=1", "Column 2: expected a name in the payload, found '='."),
        ("cart[x]=1", "Column 6: expected a number and ']', as in cart[0], found 'x]=1'."),
        ("cart[0=1", "Column 7: expected a number and ']', as in cart[0], found '='."),
        ("cart[0]a=1", "Column 8: expected '.' or '[' behind ']', found 'a=1'."),
        ("a \"b c", "Column 3: the quote that opens here is not closed."),
        ("(a (b)", "Column 1: the '(' that opens here is not closed."),
        ("a) b", "Column 2: this ')' closes nothing; put quotes around it to look for it."),
        ("role=f(x)", "Column 7: expected a blank before '('; put quotes around a text that holds one."),
        ("f(x)", "Column 2: expected a blank before '('; put quotes around a text that holds one."),
        ("state=liv", "Column 7: 'liv' is no state; use live, expired or unreadable. Did you mean live?"),
        ("size>many", "Column 6: 'many' is no size; write one like 512, 10k or 2M."),
        (
            "ttl<5x",
            "Column 5: '5x' is no length of time: 'x' is no unit. Use ms, s, m, h, d or w, or write never."
        ),
        ("ends<soon", "Column 6: 'soon' is no moment; write one like 2026-11-21T18:00:00Z, or never."),
        ("age<never", "Column 5: 'never' is no length of time: 'never' needs a number before it, as in 30m."),
        (
            "user~a(b",
            "Column 7: the regular expression does not close the '(' that opens here; one with blanks needs quotes."
        ),
        (
            "user~\"\\\\d[\"",
            "Column 10: the regular expression does not close the '[' that opens here; one with blanks needs quotes."
        ),
        ("id~*", "Column 4: the regular expression has nothing to repeat here; write \\ before a sign that is meant."),
        ("id~\\y", "Column 4: '\\y' means nothing in a regular expression here."),
        (
            "id~(?=a)",
            "Column 4: the regular expression may open a group with ( or (?: only, and say (?i) at its start."
        ),
        (
            "é\u{301}x=ttl ttl<x",
            "Column 12: 'x' is no length of time: 'x' needs a number before it, as in 30m, or write never."
        ),
    ])
    func `says in a sentence where it is wrong`(text: String, sentence: String) {
        let error = #expect(throws: QueryError.self) { try Query.parse(text) }

        #expect(error?.description == sentence)
    }

    @Test func `may nest parentheses 64 deep`() throws {
        let deep = String(repeating: "(", count: 64) + "a" + String(repeating: ")", count: 64)

        #expect(try Query.parse(deep).description == "a")
        let error = #expect(throws: QueryError.self) { try Query.parse("(" + deep + ")") }
        #expect(error?.description == "Column 65: parentheses may stand in one another 64 deep and no deeper.")
    }

    @Test func `may not be longer than its limit`() {
        let error = #expect(throws: QueryError.self) { try Query.parse(String(repeating: "a", count: 4097)) }

        #expect(error?.description == "Column 4097: a query may have 4096 characters and no more.")
    }

    @Test(arguments: [
        ("(a", true), ("role=", true), ("\"a", true), ("ttl<1h3", true), ("state=li", true), ("a or ", true),
        ("ttl<x a", false), ("role==x", false), ("a) b", false), ("!", true), ("user~a(", true),
    ])
    func `knows whether more typing could make it right`(text: String, isUnfinished: Bool) {
        let error = #expect(throws: QueryError.self) { try Query.parse(text) }

        #expect(error?.isUnfinished == isUnfinished)
    }

    @Test(arguments: [
        ("tll<5m", ["'tll' is read as a payload field; did you mean ttl?"]),
        ("User=a", ["'User' is read as a payload field; did you mean user?"]),
        ("a and b", ["'and' is read as a word to look for; a blank already means and."]),
        ("not b", ["'not' is read as a word to look for; write ! before what to leave out."]),
        ("a || b", ["'||' is read as a word to look for; did you mean or?"]),
        ("user:bob", ["'user:bob' is read as a word to look for; did you mean user=bob?"]),
        ("uid=5", []), ("page=2", []), (".tll=5", []), ("\"and\" role=x user=y tina4:session:", []),
    ])
    func `hints at what may have been meant`(text: String, hints: [String]) throws {
        #expect(try Query.parse(text).hints == hints)
    }

    @Test func `tells what must be read to answer it`() throws {
        #expect(try Query.parse("alice").needs == [.id, .user, .payload])
        #expect(try Query.parse("user=a !ttl<5m or (age>1h size>1)").needs == [.user, .deadline, .times, .size])
        #expect(try Query.parse("key~x state=live format=y id=z").needs == [.state, .format, .id])
        #expect(try !Query.parse("ttl<5m user.role=x").isAnsweredByRows)
        #expect(try Query.parse("ttl<5m").isAnsweredByRows)
        #expect(Query.everything.needs == [])
    }
}
