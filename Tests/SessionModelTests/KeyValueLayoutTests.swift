import SessionModel
import Testing

@Suite struct `A layout of keys` {
    private static let id = String(repeating: "aZ09", count: 10)

    /// The stem that a layout finds in a key; one made ready for very many keys has to find it in the same place.
    private func stem(_ layout: KeyValueLayout, _ key: String) -> String? {
        let start = layout.stemStart(in: Array(key.utf8))
        #expect(Array(key.utf8).withUnsafeBytes(KeyMatcher(layout).stemStart) == start)
        #expect(Array(key.utf8).withUnsafeBytes(KeyMatcher(layout).claims) == (start != nil))
        return Layout.keyValue(layout).stem(of: SessionKey(key))
    }

    @Test func `knows its own by prefix, marker or shape`() {
        let plain = KeyValueLayout(prefix: "sess:")
        #expect(stem(plain, "sess:abc") == "abc")
        #expect(stem(plain, "sess:") == nil)
        #expect(stem(plain, "other:abc") == nil)
        let marked = KeyValueLayout(.endingIn("cache"), stem: StemShape(.lowerAlphanumeric, 4))
        #expect(stem(marked, ":1:cachecacheab12") == "ab12")
        #expect(stem(marked, "cacheAB12") == nil)
        #expect(stem(marked, "ab12") == nil)
        let shaped = KeyValueLayout(.anything, stem: StemShape(.alphanumeric, 40))
        #expect(stem(shaped, "app-cache-" + Self.id) == Self.id)
        #expect(stem(shaped, "app-cache-" + Self.id.dropLast()) == nil)
    }

    @Test func `takes no lock for a session`() {
        let layout = KeyValueLayout(.exactly("s:"), locks: [.behind(".lock"), .before("lock:")])

        #expect(stem(layout, "s:a") == "a")
        #expect(stem(layout, "s:a.lock") == nil)
        #expect(stem(layout, "s:lock:a") == nil)
        #expect(stem(layout, "s:lock") == "lock")
        #expect(stem(layout, "s:a.locked") == "a.locked")
    }

    @Test func `may begin with nothing, and have any bytes`() {
        let shaped = KeyValueLayout(.exactly(""), stem: StemShape(.hexadecimal, 4))
        #expect(stem(shaped, "09af") == "09af")
        #expect(stem(shaped, "") == nil)
        #expect(stem(KeyValueLayout(prefix: ""), "") == nil)
        let marked = KeyValueLayout(.endingIn(":"))
        #expect(stem(marked, "a:b:c") == "c")
        #expect(stem(marked, "a:b:") == nil)
        #expect(stem(marked, "") == nil)
    }

    @Test func `narrows to the lead that a key of it has`() throws {
        let shaped = KeyValueLayout(.anything, stem: StemShape(.alphanumeric, 40))
        let narrowed = try #require(shaped.narrowed(to: SessionKey("app-cache-" + Self.id)))
        #expect(narrowed.prefix == "app-cache-")
        #expect(Layout.keyValue(narrowed).claims(SessionKey("app-cache-" + Self.id)))
        #expect(!Layout.keyValue(narrowed).claims(SessionKey("other-cache-" + Self.id)))
        #expect(shaped.narrowed(to: SessionKey("short")) == nil)
    }

    @Test func `gives another id the lead of a key beside it`() {
        let shaped = Layout.keyValue(KeyValueLayout(.anything, stem: StemShape(.alphanumeric, 40)))
        let other = String(repeating: "b", count: 40)
        #expect(shaped.key(stem: other, beside: SessionKey("x-" + Self.id)) == SessionKey("x-" + other))
        #expect(shaped.key(stem: other, beside: SessionKey("nothing")) == nil)
    }

    @Test(arguments: [
        (StemShape.Alphabet.hexadecimal, "09af", "09aF"), (.uuid, "0-f", "0_f"), (.base64URL, "aZ9_-", "a+"),
        (.alphanumeric, "aZ9", "a_"), (.lowerAlphanumeric, "a9", "A"), (.base32, "A7", "A1"), (.php, "aZ,-", "a_"),
    ])
    func `tells alphabets apart`(alphabet: StemShape.Alphabet, good: String, bad: String) {
        let shape = StemShape(alphabet, 1...10)
        #expect(shape.fits(Array(good.utf8)))
        #expect(!shape.fits(Array(bad.utf8)))
    }

    @Test func `keeps fields in one order and every byte`() throws {
        var list = FieldList([.init(name: Array("b".utf8), value: [0, 255]), .init(name: Array("a".utf8), value: [])])
        #expect(list.fields.map(\.name) == [Array("a".utf8), Array("b".utf8)])
        #expect(try #require(FieldList(list.bytes)) == list)
        list["c"] = [1]
        list["a"] = nil
        #expect(list["c"] == [1])
        #expect(FieldList(list.bytes)?.fields.count == 2)
        #expect(FieldList([1, 0, 0, 0]) == nil)
        #expect(FieldList([255, 255, 255, 255, 1]) == nil)
    }
}
