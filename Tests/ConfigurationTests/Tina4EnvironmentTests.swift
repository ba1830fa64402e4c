import Configuration
import StoreKit
import Testing

@Suite struct `A Tina4 application's environment` {
    /// A case: what the variables come to, as a URL.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let variables: [String: String]
        let url: String
        var testDescription: String { name }

        init(_ name: String, _ variables: [String: String], _ url: String) {
            (self.name, self.variables, self.url) = (name, variables.mapKeys { "TINA4_" + $0 }, url)
        }
    }

    static let backends = [
        Case("file", ["SESSION_BACKEND": "file"], "file:/srv/app/data/sessions"),
        Case("an alias of file", ["SESSION_BACKEND": "filesystem"], "file:/srv/app/data/sessions"),
        Case("blank is file", ["SESSION_BACKEND": " ", "SESSION_TTL": "60"], "file:/srv/app/data/sessions"),
        Case("relative path", ["SESSION_PATH": "var/s"], "file:/srv/app/var/s"),
        Case("absolute path", ["SESSION_PATH": "/var/s"], "file:/var/s"),
        Case("redis by default", ["SESSION_BACKEND": " Redis "], "redis://localhost:6379"),
        Case(
            "redis with everything",
            [
                "SESSION_BACKEND": "redis", "SESSION_REDIS_HOST": "r", "SESSION_REDIS_PORT": "1",
                "SESSION_REDIS_DB": "3",
                "SESSION_REDIS_PASSWORD": "p@ w", "SESSION_REDIS_PREFIX": "app:s:",
            ], "redis://:p%40%20w@r:1/3?prefix=app:s:"),
        Case("database 0 of redis", ["SESSION_BACKEND": "redis", "SESSION_REDIS_DB": "0"], "redis://localhost:6379"),
        Case(
            "valkey", ["SESSION_BACKEND": "valkey", "SESSION_VALKEY_HOST": "v", "SESSION_REDIS_HOST": "r"],
            "valkey://v:6379"),
        Case(
            "memcached",
            ["SESSION_BACKEND": "memcache", "SESSION_MEMCACHED_HOST": "m", "SESSION_MEMCACHED_PREFIX": "x"],
            "memcached://m:11211?prefix=x"),
        Case("memcached by default", ["SESSION_BACKEND": "memcached"], "memcached://localhost:11211"),
        Case("mongodb by default", ["SESSION_BACKEND": "mongo"], "mongodb://localhost:27017/tina4"),
        Case(
            "mongodb by URI, which wins over URL",
            [
                "SESSION_BACKEND": "mongodb", "SESSION_MONGO_URI": "mongodb://u:p@a,b:1/admin?replicaSet=r",
                "SESSION_MONGO_URL": "mongodb://no", "SESSION_MONGO_DB": "shop", "SESSION_MONGO_COLLECTION": "s",
            ], "mongodb://u:p@a,b:1/shop?replicaSet=r&authSource=admin&collection=s"),
        Case(
            "mongodb by URL", ["SESSION_BACKEND": "mongodb", "SESSION_MONGO_URL": "mongodb://m/x"], "mongodb://m/tina4"),
        Case(
            "mongodb by Node's host", ["SESSION_BACKEND": "mongodb", "SESSION_MONGO_HOST": "m"],
            "mongodb://m:27017/tina4"),
        Case("database without a URL", ["SESSION_BACKEND": "database"], "sqlite:/srv/app/data/tina4_sessions.db"),
        Case(
            "postgresql with a login beside it",
            [
                "SESSION_BACKEND": "db", "DATABASE_URL": "pgsql://h:5432/shop", "DATABASE_USERNAME": "u",
                "DATABASE_PASSWORD": "p",
            ], "postgresql://u:p@h:5432/shop"),
        Case(
            "an empty password in the URL is kept",
            ["SESSION_BACKEND": "database", "DATABASE_URL": "postgres://u:@h/shop", "DATABASE_PASSWORD": "p"],
            "postgresql://u:@h/shop"),
        Case(
            "mysql", ["SESSION_BACKEND": "database", "DATABASE_URL": "mysql://u:p@h/shop?user=x"], "mysql://u:p@h/shop"),
        Case("mssql", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlserver://h/shop"], "mssql://h/shop"),
        Case(
            "firebird loses one slash",
            ["SESSION_BACKEND": "database", "DATABASE_URL": "firebird://u:p@h:3050//v/x.fdb"],
            "firebird://u:p@h:3050//v/x.fdb"),
        Case(
            "firebird from the root",
            ["SESSION_BACKEND": "database", "DATABASE_URL": "firebird://h/v/x.fdb", "DATABASE_USERNAME": "u"],
            "firebird://u:masterkey@h//v/x.fdb"),
        Case(
            "firebird by an alias", ["SESSION_BACKEND": "database", "DATABASE_URL": "firebird://h/shop"],
            "firebird://SYSDBA:masterkey@h/shop"),
        Case(
            "firebird elsewhere",
            [
                "SESSION_BACKEND": "database", "DATABASE_URL": "firebird://u:p@h/shop",
                "DATABASE_FIREBIRD_PATH": "/v/y.fdb",
            ], "firebird://u:p@h//v/y.fdb"),
        Case("sqlite:rel", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite:a.db"], "sqlite:/srv/app/a.db"),
        Case("sqlite3:rel", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite3:a.db"], "sqlite:/srv/app/a.db"),
        Case(
            "sqlite:///rel", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite:///d/a.db"],
            "sqlite:/srv/app/d/a.db"),
        Case("sqlite://rel", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite://a.db"], "sqlite:/srv/app/a.db"),
        Case("sqlite:/abs", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite:/d/a.db"], "sqlite:/d/a.db"),
        Case("sqlite:////abs", ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite:////d/a.db"], "sqlite:/d/a.db"),
        Case(
            "PHP's handler wins", ["SESSION_HANDLER": "valkey", "SESSION_BACKEND": "file"], "valkey://localhost:6379"),
        Case("a class of the guides", ["SESSION_HANDLER": "SessionRedisHandler"], "redis://localhost:6379"),
        Case("another class of the guides", ["SESSION_HANDLER": "RedisSession"], "redis://localhost:6379"),
        Case(
            "redis by the guides",
            [
                "SESSION_HANDLER": "redis", "SESSION_HOST": "g", "SESSION_PORT": "7", "SESSION_PASSWORD": "p",
                "SESSION_DATABASE": "2", "SESSION_PREFIX": "x:",
            ], "redis://:p@g:7/2?prefix=x:"),
        Case("an old guide's driver", ["SESSION_DRIVER": "mongodb", "SESSION_HOST": "g"], "mongodb://g:27017/tina4"),
        Case(
            "mongodb by the guides",
            ["SESSION_BACKEND": "mongodb", "SESSION_HOST": "g", "SESSION_DATABASE": "shop", "SESSION_COLLECTION": "s"],
            "mongodb://g:27017/shop?collection=s"),
        Case(
            "redis by the guides' URL", ["SESSION_BACKEND": "redis", "SESSION_REDIS_URL": "redis://:p@g/1"],
            "redis://:p@g/1"),
        Case(
            "the code's names win over the guides'",
            ["SESSION_BACKEND": "redis", "SESSION_HOST": "g", "SESSION_PASSWORD": "p", "SESSION_REDIS_PORT": "9"],
            "redis://localhost:9"),
    ]

    @Test(arguments: backends)
    func `names the store`(example: Case) throws {
        let resolved = try #require(try Tina4Environment(example.variables, directory: "/srv/app").resolve())

        #expect(resolved.address.url == example.url)
        #expect(resolved.format == "tina4")
    }

    @Test func `says nothing where no variable is about sessions`() throws {
        let variables = [
            "TINA4_DATABASE_URL": "sqlite:a", "TINA4_SESSION_BACKEND": "", "DATABASE_URL": "x", "PATH": "/bin",
        ]

        #expect(try Tina4Environment(variables).resolve() == nil)
    }

    @Test func `means files where it is certain to be an application's`() throws {
        let resolved = try Tina4Environment(["SECRET": "x"]).resolve(isCertain: true)

        #expect(resolved?.address.url == "file:data/sessions")
        #expect(resolved?.decidedBy == "no TINA4_SESSION_BACKEND, which means files")
    }

    @Test func `names the setting that chose`() throws {
        let resolved = try Tina4Environment(["TINA4_SESSION_BACKEND": "redis", "TINA4_SESSION_NAME": "sid"]).resolve()

        #expect(resolved?.decidedBy == "TINA4_SESSION_BACKEND=redis")
        #expect(resolved?.cookieName == "sid")
        #expect(resolved?.notes == [])
    }

    static let lifetimes: [([String: String], Int?, String)] = [
        (["TINA4_SESSION_PATH": "s"], 3600, "tina4_session"), (["TINA4_SESSION_TTL": "60"], 60, "tina4_session"),
        (["TINA4_SESSION_TTL": "60", "TINA4_SESSION_LIFETIME": "70"], 60, "tina4_session"),
        (["TINA4_SESSION_LIFETIME": "70", "TINA4_SESSION_NAME": "x"], 70, "x"),
        (["TINA4_SESSION_BACKEND": "valkey", "TINA4_SESSION_VALKEY_TTL": "80"], 80, "tina4_session"),
        (["TINA4_SESSION_TTL": "0"], nil, "tina4_session"), (["TINA4_SESSION_TTL": "soon"], 3600, "tina4_session"),
    ]

    @Test(arguments: lifetimes)
    func `gives lifetime and cookie`(variables: [String: String], lifetime: Int?, cookie: String) throws {
        let resolved = try #require(try Tina4Environment(variables).resolve())

        #expect(resolved.lifetime == lifetime)
        #expect(resolved.cookieName == cookie)
    }

    @Test(
        arguments: [
            (["/srv/app/d/a.db"], "/srv/app/d/a.db", nil), (["/d/a.db"], "/d/a.db", true), ([], "/srv/app/d/a.db", nil),
            (["/d/a.db", "/srv/app/d/a.db"], "/srv/app/d/a.db", false),
        ] as [([String], String, Bool?)])
    func `takes the file that is there for three slashes`(files: [String], path: String, isNodes: Bool?) throws {
        let variables = ["TINA4_SESSION_BACKEND": "database", "TINA4_DATABASE_URL": "sqlite:///d/a.db"]

        let resolved = try Tina4Environment(variables, directory: "/srv/app") { files.contains($0) }.resolve()

        #expect(resolved?.address.path == path)
        let note = isNodes.map {
            $0
                ? "TINA4_DATABASE_URL is read as Tina4 for Node reads it, as /d/a.db, since there is no /srv/app/d/a.db."
                : "TINA4_DATABASE_URL is read as /srv/app/d/a.db; if the application is a Node one, its sessions are in /d/a.db."
        }
        #expect(resolved?.notes == [note].compactMap { $0 })
    }

    static let notes: [([String: String], String)] = [
        (
            ["BACKEND": "redis", "HOST": "g", "PORT": "1"],
            "Only Tina4's guides know TINA4_SESSION_HOST and TINA4_SESSION_PORT; the application itself may be reading TINA4_SESSION_REDIS_HOST or its default."
        ),
        (
            ["BACKEND": "redis", "HOST": "g", "REDIS_HOST": "h"],
            "TINA4_SESSION_HOST is not used, since names beginning with TINA4_SESSION_REDIS_ are set."
        ),
        (
            ["HANDLER": "redis", "BACKEND": "file"],
            "Only Tina4 for PHP reads TINA4_SESSION_HANDLER=redis; in another language the application takes TINA4_SESSION_BACKEND=file."
        ),
        (
            ["HANDLER": "redis"],
            "Only Tina4 for PHP reads TINA4_SESSION_HANDLER=redis; in another language the application keeps its sessions in files."
        ),
        (
            ["DRIVER": "file"],
            "Only Tina4's guides know TINA4_SESSION_DRIVER; the application itself may be reading TINA4_SESSION_BACKEND or its default."
        ),
        (
            ["LIFETIME": "60"],
            "Only Tina4's guides know TINA4_SESSION_LIFETIME; the application itself may be reading TINA4_SESSION_TTL or its default."
        ),
        (
            ["TTL": "0"],
            "TINA4_SESSION_TTL=0 means never in Python, Node and Ruby, and one hour in PHP."
        ),
        (["TTL": "soon"], "TINA4_SESSION_TTL is 'soon', which is no number of seconds; 3600 is taken."),
        (
            ["BACKEND": "mongo", "MONGO_HOST": "m"],
            "Only Tina4 for Node reads TINA4_SESSION_MONGO_HOST, and it sends no name and no password."
        ),
        (
            ["BACKEND": "database"],
            "TINA4_DATABASE_URL is not set; only Tina4 for Node then takes data/tina4_sessions.db."
        ),
    ]

    @Test(arguments: notes)
    func `says what a person should know`(variables: [String: String], note: String) throws {
        let resolved = try Tina4Environment(variables.mapKeys { "TINA4_SESSION_" + $0 }).resolve()

        #expect(resolved?.notes == [note])
    }

    @Test func `reads the guides' DATABASE_URL and says so`() throws {
        let variables = ["TINA4_SESSION_BACKEND": "database", "DATABASE_URL": "mysql://h/shop"]

        let resolved = try Tina4Environment(variables).resolve()

        #expect(resolved?.address.url == "mysql://h/shop")
        #expect(
            resolved?.notes == [
                "Only Tina4's guides know DATABASE_URL; today's Tina4 reads TINA4_DATABASE_URL and does not start with the other."
            ])
    }

    @Test func `mentions that PHP has sessions of its own`() throws {
        let variables = ["TINA4_SESSION_BACKEND": "file", "TINA4_PHP_SESSION_PATH": "x"]

        #expect(
            try Tina4Environment(variables).resolve()?.notes
                == ["PHP's own $_SESSION runs beside Tina4's sessions and is kept elsewhere."])
    }

    static let mistakes: [([String: String], String)] = [
        (
            ["SESSION_BACKEND": "rediss"],
            "TINA4_SESSION_BACKEND is 'rediss', but must be file, redis, valkey, mongodb, memcached or database. Did you mean 'redis'?"
        ),
        (
            ["SESSION_HANDLER": "cookie"],
            "TINA4_SESSION_HANDLER is 'cookie', but must be file, redis, valkey, mongodb, memcached or database."
        ),
        (
            ["SESSION_BACKEND": "redis", "SESSION_REDIS_PORT": "hunter2"],
            "TINA4_SESSION_REDIS_PORT is no number, but must be a port from 1 to 65535."
        ),
        (
            ["SESSION_BACKEND": "redis", "SESSION_REDIS_PORT": "65536"],
            "TINA4_SESSION_REDIS_PORT is '65536', but must be a port from 1 to 65535."
        ),
        (
            ["SESSION_BACKEND": "redis", "SESSION_REDIS_DB": "x"],
            "TINA4_SESSION_REDIS_DB is no number, but must be a database's number."
        ),
        (
            ["SESSION_BACKEND": "mongodb", "SESSION_MONGO_URI": "mongodb://u:hush/@h"],
            "TINA4_SESSION_MONGO_URI: The host can't be found: write / as %2F, ? as %3F and @ as %40 in the name, the password and the path."
        ),
        (
            ["SESSION_BACKEND": "database", "DATABASE_URL": "sqlite::memory:"],
            "TINA4_DATABASE_URL names a database in the application's memory, which nobody else can read."
        ),
        (
            ["SESSION_BACKEND": "database", "DATABASE_URL": "odbc://hush"],
            "TINA4_DATABASE_URL names a database of the kind 'odbc', which curfew cannot open."
        ),
        (
            ["SESSION_BACKEND": "database", "DATABASE_URL": "hush"],
            "TINA4_DATABASE_URL is no URL of a database that Tina4 keeps sessions in, such as postgresql://localhost/shop."
        ),
    ]

    @Test(arguments: mistakes)
    func `says what is wrong with a setting`(variables: [String: String], sentence: String) {
        let environment = Tina4Environment(variables.mapKeys { "TINA4_" + $0 })

        let error = #expect(throws: ConfigurationError.self) { try environment.resolve() }

        #expect(error?.description == sentence)
        #expect(error?.exitCode == 64)
    }
}

extension [String: String] {
    fileprivate func mapKeys(_ name: (String) -> String) -> Self {
        Dictionary(uniqueKeysWithValues: map { (name($0.key), $0.value) })
    }
}
