import SessionModel
import Testing

@Suite struct `A column as it is written` {
    @Test func `is a usual one by its word, in capitals or not`() throws {
        #expect(try ListColumn(parsing: "IP") == .usual(.ip))
        #expect(try ListColumn(parsing: "age") == .usual(.age))
    }

    @Test(arguments: [
        ("cart=cart.total", "cart", "cart.total"), ("cart.total", "total", "cart.total"), ("addr=.ip", "addr", "ip"),
        ("price=cart[0].price", "price", "cart[0].price"), ("first-name=[\"a b\"].c", "first-name", "[\"a b\"].c"),
    ])
    func `names a value of the payload`(_ text: String, _ name: String, _ path: String) throws {
        let column = try ListColumn(parsing: text)

        #expect(column == .payload(PayloadColumn(name, try PayloadPath(parsing: path))))
        #expect(try ListColumn(parsing: column.text) == column)
    }

    @Test(arguments: [
        ("", "is no path"), ("cart=", "is no path"), ("a b=c", "a name has letters, digits, _ and -"),
        ("cart[0]", "needs a name, as in price=cart[0]"), ("ttl=cart.ttl", "is the name of a usual column"),
        (".ip", "give another one, as in my-ip=PATH"),
    ])
    func `says what is wrong with it`(_ text: String, _ words: String) throws {
        let error = try #require(throws: ListColumnError.self) { try ListColumn(parsing: text) }

        #expect(error.description.contains(words), "\(error)")
    }
}
