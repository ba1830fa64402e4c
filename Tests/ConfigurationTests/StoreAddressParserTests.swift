import Configuration
import SessionModel
import StoreKit
import Testing

@Suite struct `Store addresses` {
    @Test(arguments: [
        ("data/sessions", "data/sessions"), ("/srv/app data/100%", "/srv/app data/100%"), ("./demo", "./demo"),
        (" data/sessions\n", "data/sessions"),
    ])
    func `take a bare path as a directory, letter by letter`(text: String, path: String) throws {
        #expect(try parser.parse(text) == StoreAddress(scheme: "file", path: path))
    }

    @Test(arguments: [
        ("file:data/sessions", "data/sessions"), ("file:/srv/x", "/srv/x"), ("file:///srv/x", "/srv/x"),
        ("file://localhost/srv/x", "/srv/x"), ("file://data/sessions", "data/sessions"), ("FILE:a%20b", "a b"),
        ("file:a b", "a b"), ("file:a%3Fb", "a?b"), ("file:/%2Fx", "//x"), ("file:caf%C3%A9", "café"),
    ])
    func `read file paths`(text: String, path: String) throws {
        #expect(try parser.parse(text) == StoreAddress(scheme: "file", path: path))
    }

    @Test(arguments: [
        ("2;/var/lib/php/sessions", "2", "/var/lib/php/sessions"), ("1;0600;/srv/x", "1", "/srv/x"),
        ("file:3;data/sessions", "3", "data/sessions"), ("file:///srv/x?depth=2", "2", "/srv/x"),
        ("0;x;y", "0", "x;y"),
    ])
    func `read how deep files are as PHP writes it`(text: String, depth: String, path: String) throws {
        let expected = StoreAddress(scheme: "file", path: path, options: [.init("depth", depth)])
        #expect(try parser.parse(text) == expected)
    }

    @Test(arguments: [";/x", "a;/x", "2;", "./2;/x", "12345;/x"])
    func `take anything else for a path`(text: String) throws {
        #expect(try parser.parse(text) == StoreAddress(scheme: "file", path: text))
    }

    @Test(arguments: [
        ("sqlite:app.db", "app.db"), ("sqlite:/srv/app.db", "/srv/app.db"), ("sqlite:///data/app.db", "data/app.db"),
        ("sqlite:////srv/app.db", "/srv/app.db"), ("sqlite://app.db", "app.db"),
    ])
    func `read the slashes of sqlite as Tina4 does`(text: String, path: String) throws {
        #expect(try parser.parse(text) == StoreAddress(scheme: "sqlite", path: path))
    }

    @Test(arguments: [
        ("redis://localhost", StoreAddress(scheme: "redis", hosts: [.init("localhost")])),
        ("redis://h:6380/2", StoreAddress(scheme: "redis", hosts: [.init("h", port: 6380)], path: "2")),
        ("redis://h/", StoreAddress(scheme: "redis", hosts: [.init("h")])),
        ("redis://ann@h", StoreAddress(scheme: "redis", user: "ann", hosts: [.init("h")])),
        ("redis://:pw@h", StoreAddress(scheme: "redis", password: Secret("pw"), hosts: [.init("h")])),
        ("redis://ann:@h", StoreAddress(scheme: "redis", user: "ann", password: Secret(""), hosts: [.init("h")])),
        (
            "rediss://a%40b:p%2Fw%3A%25@h/0",
            StoreAddress(scheme: "rediss", user: "a@b", password: Secret("p/w:%"), hosts: [.init("h")], path: "0")
        ),
        ("redis://:p@ss@h", StoreAddress(scheme: "redis", password: Secret("p@ss"), hosts: [.init("h")])),
        ("redis://[::1]:6379", StoreAddress(scheme: "redis", hosts: [.init("::1", port: 6379)])),
        ("redis://[fe80::1]", StoreAddress(scheme: "redis", hosts: [.init("fe80::1")])),
        (
            "redis+sentinel://a:1,b:2/main/0",
            StoreAddress(scheme: "redis+sentinel", hosts: [.init("a", port: 1), .init("b", port: 2)], path: "main/0")
        ),
        (
            "redis+cluster://a,[::1]:7001",
            StoreAddress(scheme: "redis+cluster", hosts: [.init("a"), .init("::1", port: 7001)])
        ),
        ("postgresql:///shop", StoreAddress(scheme: "postgresql", path: "shop")),
        (
            "firebird://h:3050//var/x.fdb",
            StoreAddress(scheme: "firebird", hosts: [.init("h", port: 3050)], path: "/var/x.fdb")
        ),
        ("memcached://h", StoreAddress(scheme: "memcached", hosts: [.init("h")])),
        ("node:4711", StoreAddress(scheme: "node", path: "4711")),
        ("node://127.0.0.1:9229", StoreAddress(scheme: "node", hosts: [.init("127.0.0.1", port: 9229)])),
        (
            "mongodb://%2Ftmp%2Fmongodb-27017.sock/app",
            StoreAddress(scheme: "mongodb", hosts: [.init("/tmp/mongodb-27017.sock")], path: "app")
        ),
    ])
    func `read logins, hosts, ports and databases`(text: String, address: StoreAddress) throws {
        #expect(try parser.parse(text) == address)
    }

    @Test(arguments: [
        ("redis+unix:/run/redis.sock?db=2", nil, nil, "/run/redis.sock", "2"),
        ("redis+unix:///run/redis.sock", nil, nil, "/run/redis.sock", nil),
        ("valkey+unix://ann:pw@/run/valkey.sock", "ann", "pw", "/run/valkey.sock", nil),
        ("redis+unix:run/redis.sock", nil, nil, "run/redis.sock", nil),
    ])
    func `read sockets`(text: String, user: String?, password: String?, path: String, database: String?) throws {
        let address = try parser.parse(text)

        #expect(address.user == user)
        #expect(address.password == password.map { Secret($0) })
        #expect(address.path == path)
        #expect(address[option: "db"] == database)
    }

    @Test func `read options in their order, decoded`() throws {
        let address = try parser.parse("redis://h?format=tina4&user=user.id&user=a%26b&prefix=")

        #expect(
            address.options == [
                .init("format", "tina4"), .init("user", "user.id"), .init("user", "a&b"), .init("prefix", ""),
            ])
    }

    @Test(arguments: [
        "redis://app:hunter2", "redis://app:hunter2/0", "redis://app:hunter2,h", "redis://app:hunter2:6379",
        "redis://[::1]:hunter2", "redis://app:hun:ter2", "mongodb://app:hunter2?collection=s",
    ])
    func `quote no password whose @ is missing`(url: String) throws {
        let error = #expect(throws: AddressError.self) { try parser.parse(url) }
        let sentence = try #require(error).description
        #expect(!sentence.contains("hun") && !sentence.contains("ter2"))
    }

    @Test func `leave the options of a driver that takes any to it`() throws {
        #expect(try parser.parse("mongodb://h/app?replicaSet=rs0&collection=s")[option: "replicaSet"] == "rs0")
    }

    @Test(arguments: [
        ("", "The store's address is empty."),
        (
            "localhost:6379",
            "'localhost:6379' does not say what kind of store it is. Did you mean redis://localhost:6379?"
        ),
        (
            "127.0.0.1:11211",
            "'127.0.0.1:11211' does not say what kind of store it is. Did you mean memcached://127.0.0.1:11211?"
        ),
        ("rdis://h", "There is no store of the kind 'rdis'. Did you mean 'redis'?"),
        ("redis:localhost", "An address of the kind 'redis' needs two slashes, as in redis://localhost."),
        ("file:", "The address 'file:' names no path."),
        ("node:", "The address 'node:' names no path."),
        ("redis://", "The redis address names no host; for this machine write redis://localhost."),
        ("redis://:6379", "The redis address names no host; for this machine write redis://localhost."),
        ("redis://a,,b", "The redis address names no host; for this machine write redis://localhost."),
        ("redis://<host>", "'<host>' is no name of a host."),
        ("redis://[::1", "'[::1' is no name of a host."),
        (
            "redis://::1:6379",
            "The host has too many colons: an IPv6 address goes in brackets, as in [::1]:6379, and a login ends in @."
        ),
        ("redis://h:port", "What is behind 'h:' is no port, which is a number from 1 to 65535; a login ends in @."),
        ("redis://h:0", "What is behind 'h:' is no port, which is a number from 1 to 65535; a login ends in @."),
        ("redis://h:65536", "What is behind 'h:' is no port, which is a number from 1 to 65535; a login ends in @."),
        (
            "redis://[::1]:x",
            "What is behind '[::1]:' is no port, which is a number from 1 to 65535; a login ends in @."
        ),
        ("redis://h:", "There is a colon but no port behind 'h'."),
        (
            "sqlite://u:hunter2@/x",
            "A sqlite address takes no user and no password, as it names a path; in a path write @ as %40."
        ),
        (
            "file://u:hunter2@host/x",
            "A file address takes no user and no password, as it names a path; in a path write @ as %40."
        ),
        ("redis://u%:pw@h", "The user's name of the address has a % that is no escape; write %25 for a % itself."),
        ("redis://:100%@h", "The password of the address has a % that is no escape; write %25 for a % itself."),
        ("redis://h%zz", "The host of the address has a % that is no escape; write %25 for a % itself."),
        ("file:100%", "The path of the address has a % that is no escape; write %25 for a % itself."),
        ("file:a%00b", "The path of the address has a % that is no escape; write %25 for a % itself."),
        ("redis://h?prefix=%", "The option of the address has a % that is no escape; write %25 for a % itself."),
        ("redis://h/my db", "There is a blank or a control character in the address; write a blank as %20."),
        ("redis://h?prefx=a", "A redis address takes no option 'prefx'. Did you mean 'prefix'?"),
        (
            "file:x?collection=a",
            "A file address takes no option 'collection'; it takes lifetime, depth, format and user."
        ),
        ("redis://h?format=", "The option 'format' of the address has no value."),
        ("redis://h?user", "The option 'user' of the address has no value."),
    ])
    func `say what is wrong with an address`(text: String, sentence: String) {
        let error = #expect(throws: AddressError.self) { try parser.parse(text) }

        #expect(error?.description == sentence)
    }

    @Test func `list the kinds of store where none has a name like it`() {
        let few = StoreAddressParser(drivers: Array(drivers[..<1] + drivers[3..<5]))

        let error = #expect(throws: AddressError.self) { try few.parse("couchdb://h") }

        #expect(error?.description == "There is no store of the kind 'couchdb'; there are file, memcached and sqlite.")
    }

    @Test(arguments: [
        "redis://:hush/hush@h", "redis://ann:hush?hush@h", "redis://ann:hush?hush=1@h", "redis://ann:12?hush@h",
        "redis://ann:12/hush@h", "redis://:hush%@h", "redis://ann:hu sh@h", "redis://ann:hush@", "redis://ann:hush@h:x",
        "hush:hush@h", "redis:ann:hush@h", "redis://ann:hush@h?x=hush", "redis://ann:hush@[",
    ])
    func `never quote a password`(text: String) {
        let error = #expect(throws: AddressError.self) { try parser.parse(text) }

        // A text without any scheme's slashes has no password; its first word is quoted as a scheme.
        let sentence = error?.description.replacing("kind 'hush'", with: "") ?? ""
        #expect(!sentence.contains("hush"))
    }

    @Test func `say how to write a login that hides the host`() {
        let error = #expect(throws: AddressError.self) { try parser.parse("redis://:a/b@h") }

        #expect(
            error?.description
                == "The host can't be found: write / as %2F, ? as %3F and @ as %40 in the name, the password and the path."
        )
    }
}
