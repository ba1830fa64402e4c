import Configuration
import StoreKit
import Testing

@Suite struct `The choice of a store` {
    /// A world in which every source names another store.
    private static let full = World(
        environment: ["CURFEW_STORE": "redis://variable", "TINA4_SESSION_BACKEND": "valkey"],
        files: [
            "/etc/app.env": "TINA4_SESSION_BACKEND=memcached\n", ".env": "TINA4_SESSION_BACKEND=mongodb\n",
        ],
        directories: ["data/sessions"],
        configuration: """
            default = "first"
            [profiles.first]
            store = "redis://first"
            [profiles.second]
            store = "redis://second"
            """,
        store: "redis://argument", profile: "second", environmentFile: "/etc/app.env")

    /// Takes the sources away one by one, from the strongest to the weakest.
    private static let removals: [@Sendable (inout World) -> Void] = [
        { $0.store = nil }, { $0.profile = nil }, { $0.environmentFile = nil },
        { $0.environment["CURFEW_STORE"] = " " },
        { $0.environment = [:] }, { $0.files = [:] }, { $0.configuration = "" }, { $0.directories = [] },
    ]

    private static let order: [String?] = [
        "The store is redis://argument, named on the command line.",
        "The store is redis://second, chosen by the profile 'second' (--profile).",
        "The store is memcached://localhost:11211, chosen by /etc/app.env: TINA4_SESSION_BACKEND=memcached.",
        "The store is redis://variable, chosen by the variable CURFEW_STORE.",
        "The store is valkey://localhost:6379, chosen by the environment: TINA4_SESSION_BACKEND=valkey.",
        "The store is mongodb://localhost:27017/tina4, chosen by .env in /srv/app: TINA4_SESSION_BACKEND=mongodb.",
        "The store is redis://first, chosen by the profile 'first' (default in /home/ann/.config/curfew/config.toml).",
        "The store is file:data/sessions, found as data/sessions in /srv/app.",
        nil,
    ]

    @Test(arguments: 0..<9)
    func `falls to the next source where one is missing`(missing: Int) throws {
        var world = Self.full
        for remove in Self.removals[..<missing] { remove(&world) }

        #expect(try world.choose()?.sentence == Self.order[missing])
    }

    @Test func `tells what was found from what was named`() throws {
        #expect(try World(directories: ["data/sessions"]).choose()?.wasFound == true)
        #expect(try World(files: [".env": "TINA4_SESSION_BACKEND=redis"]).choose()?.wasFound == true)
        #expect(try World(store: "redis://h").choose()?.wasFound == false)
    }

    @Test func `says which options were named in vain`() throws {
        #expect(
            try Self.full.choose()?.warnings == [
                "--profile is not used, since the store was named otherwise.",
                "--env is not used, since the store was named otherwise.",
            ])
    }

    @Test func `takes format, users and lifetime out of a URL`() throws {
        let chosen = try #require(
            try World(store: "file:x?format=php&user=a.b,c&user=d&lifetime=60").choose())

        #expect(chosen.address == StoreAddress(scheme: "file", path: "x", options: [.init("lifetime", "60")]))
        #expect(chosen.format == "php")
        #expect(chosen.userPaths == ["a.b", "c", "d"])
        #expect(chosen.lifetime == 60)
    }

    @Test func `takes auto for no format`() throws {
        #expect(try World(store: "file:x?format=auto").choose()?.format == nil)
    }

    @Test(arguments: [
        ("data/s", "file:data/s"), ("s?x", "file:s%3Fx"), ("data/s?format=php", "file:data/s"),
        ("app.db", "sqlite:app.db"),
        ("~/s", "file:/home/ann/s"), ("file:~/t", "file:/home/ann/t"), ("./gone", "file:./gone"),
        ("gone//s?format=php", "file:gone//s"),
        ("odd:name", "file:odd:name"),
    ])
    func `takes a path for a store`(word: String, url: String) throws {
        let world = World(
            files: ["app.db": ""], directories: ["data/s", "s?x", "/home/ann/s", "odd:name"], store: word)

        #expect(try world.choose()?.address.url == url)
    }

    @Test func `takes a profile's name for its store, settings included`() throws {
        let world = World(
            directories: ["shop"],
            configuration: """
                [profiles.shop]
                store = "~/data?user=uid"
                format = "php"
                user = ["a", "b"]
                lifetime = 60
                environment = "production"
                password = { env = "PW" }
                """, store: "shop")

        let chosen = try #require(try world.choose())

        #expect(chosen.address.url == "file:/home/ann/data")
        #expect(chosen.format == "php")
        #expect(chosen.userPaths == ["uid"])
        #expect(chosen.lifetime == 60)
        #expect(chosen.profile?.isProduction == true)
        #expect(chosen.password == .environment("PW"))
        #expect(chosen.how == "chosen by the profile 'shop' (the command line)")
    }

    @Test func `needs no other password where the URL has one`() throws {
        let configuration = "[profiles.a]\nstore = \"redis://:p@h\"\npassword = { prompt = true }"

        let chosen = try World(configuration: configuration, store: "a").choose()

        #expect(chosen?.password == nil)
        #expect(chosen?.warnings == [])
    }

    @Test func `warns of a password in the arguments`() throws {
        let chosen = try #require(try World(store: "redis://:hush@h").choose())

        #expect(
            chosen.warnings == [
                "Others can see the password of the store in the list of processes; a profile, CURFEW_STORE or a file hides it."
            ])
        #expect(chosen.sentence == "The store is redis://:********@h, named on the command line.")
    }

    @Test func `reads the file of --env beside its relative paths`() throws {
        let world = World(
            files: ["app/.env": "TINA4_SESSION_TTL=60\nnonsense"], directories: ["app"], environmentFile: "app")

        let chosen = try #require(try world.choose())

        #expect(chosen.address.url == "file:app/data/sessions")
        #expect(chosen.format == "tina4")
        #expect(chosen.lifetime == 60)
        #expect(chosen.cookieName == "tina4_session")
        #expect(chosen.how == "chosen by app/.env: no TINA4_SESSION_BACKEND, which means files")
        #expect(chosen.warnings == ["app/.env: line 2 has no '='."])
    }

    @Test func `takes a named file without a word about sessions for Tina4's files`() throws {
        let chosen = try World(files: ["x.env": "A=1"], environmentFile: "x.env").choose()

        #expect(chosen?.address.url == "file:data/sessions")
        #expect(chosen?.warnings == ["x.env says nothing about sessions; Tina4 then keeps them in files."])
    }

    @Test func `passes over a .env without a word about sessions`() throws {
        #expect(try World(files: [".env": "DATABASE_URL=x"]).choose() == nil)
    }

    @Test func `reads the file that TINA4_ENV_FILE names in the place of .env`() throws {
        let chosen = try World(
            environment: ["TINA4_ENV_FILE": "conf/.env.staging"],
            files: [".env": "TINA4_SESSION_BACKEND=redis", "conf/.env.staging": "TINA4_SESSION_BACKEND=memcached"]
        ).choose()
        #expect(chosen?.how == "chosen by conf/.env.staging in /srv/app: TINA4_SESSION_BACKEND=memcached")
        #expect(chosen?.wasFound == true)
    }

    @Test func `lets the .env.local beside it win, name by name`() throws {
        let chosen = try World(files: [
            ".env": "TINA4_SESSION_BACKEND=redis\nTINA4_SESSION_TTL=60",
            ".env.local": "TINA4_SESSION_BACKEND=memcached",
        ]).choose()
        #expect(chosen?.how == "chosen by .env.local in /srv/app: TINA4_SESSION_BACKEND=memcached")
        #expect(chosen?.lifetime == 60)
    }

    @Test func `passes over a .env it may not read, and says so`() throws {
        let chosen = try World(directories: ["data/sessions"], problems: [".env": .notPermitted]).choose()

        #expect(chosen?.warnings == [".env is passed over: permission denied."])
    }

    @Test func `hands notes on`() throws {
        let chosen = try World(environment: ["TINA4_SESSION_HANDLER": "redis"]).choose()

        #expect(chosen?.notes.count == 1)
    }

    @Test func `leaves out what a driver does not take of an application's URL`() throws {
        let variables = ["TINA4_SESSION_BACKEND": "database", "TINA4_DATABASE_URL": "mysql://h/shop?charset=utf8"]

        let chosen = try World(environment: variables).choose()

        #expect(chosen?.address.url == "mysql://h/shop")
        #expect(chosen?.warnings == ["charset of the application's address is not used."])
    }

    static let mistakes: [(World, String)] = [
        (
            World(configuration: "[profiles.shop]\nstore = \"x/\"", store: "shpo"),
            "'shpo' is no verb, profile, URL or existing path. Did you mean 'shop'?"
        ),
        (World(store: "nowhere"), "'nowhere' is no verb, profile, URL or existing path."),
        (World(store: ""), "The store's address is empty."),
        (World(store: "rdis://h"), "There is no store of the kind 'rdis'. Did you mean 'redis'?"),
        (
            World(store: "localhost:6379"),
            "'localhost:6379' does not say what kind of store it is. Did you mean redis://localhost:6379?"
        ),
        (
            World(environment: ["CURFEW_STORE": "nowhere"]),
            "CURFEW_STORE: 'nowhere' is no profile, URL or existing path."
        ),
        (
            World(environment: ["CURFEW_STORE": "redis://h:x"]),
            "CURFEW_STORE: What is behind 'h:' is no port, which is a number from 1 to 65535; a login ends in @."
        ),
        (World(profile: "shop"), "--profile: there is no profile 'shop'; there are none."),
        (
            World(configuration: "[profiles.shop]\nstore = \"x/\"", profile: "shpo"),
            "--profile: there is no profile 'shpo'. Did you mean 'shop'?"
        ),
        (
            World(configuration: "[profiles.shop]\nstore = \"x/\"", profile: "bank"),
            "--profile: there is no profile 'bank'; there is shop."
        ),
        (
            World(configuration: "[profiles.shop]\nstore = \"redis:h\"", profile: "shop"),
            "/home/ann/.config/curfew/config.toml, profile 'shop': An address of the kind 'redis' needs two slashes, as in redis://localhost."
        ),
        (
            World(profile: "redis://app:hunter2@h/0"),
            "--profile takes the name of a profile, and 'redis://app:********@h/0' is a URL; give it with --store."
        ),
        (
            World(profile: "mongodb://db/app?tlsCertificateKeyFilePassword=hunter2"),
            "--profile takes the name of a profile, and 'mongodb://db/app?tlsCertificateKeyFilePassword=********' is a URL; give it with --store."
        ),
        (
            World(environmentFile: "redis://app:hunter2@h/0"),
            "--env takes a .env file, and 'redis://app:********@h/0' is a URL; give it with --store."
        ),
        (
            World(environment: ["CURFEW_STORE": "redis//app:hunter2@h"]),
            "CURFEW_STORE: 'redis//app:********@h' is no existing path, and no URL: that has a colon and two slashes behind its scheme."
        ),
        (
            World(configuration: "default = \"redis://app:hunter2@h\""),
            "/home/ann/.config/curfew/config.toml, line 1: 'default' is 'redis://app:********@h', but must be the name of a profile."
        ),
        (World(environmentFile: "x.env"), "Cannot read x.env: there is no such file."),
        (World(problems: ["x.env": .notPermitted], environmentFile: "x.env"), "Cannot read x.env: permission denied."),
        (
            World(files: [".env": "TINA4_SESSION_BACKEND=redsi"]),
            "TINA4_SESSION_BACKEND is 'redsi', but must be file, redis, valkey, mongodb, memcached or database. Did you mean 'redis'?"
        ),
    ]

    @Test(arguments: mistakes)
    func `says what is wrong with a name`(world: World, sentence: String) {
        let error = #expect(throws: ConfigurationError.self) { try world.choose() }

        #expect(error?.description == sentence)
        #expect(error?.exitCode == 64)
    }

    @Test func `says that an application's store has no driver here`() throws {
        let world = ChoiceWorld(
            environment: ["TINA4_SESSION_BACKEND": "memcached"], configuration: ConfigurationFile(),
            workingDirectory: "/srv/app", home: "", read: World().reader, kind: { _ in nil })

        let error = #expect(throws: ConfigurationError.self) {
            try StoreChooser(drivers: Array(drivers[..<2]), world: world).choose()
        }

        #expect(
            error?.description.hasPrefix(
                "TINA4_SESSION_BACKEND=memcached: There is no store of the kind 'memcached'; there are file, redis,")
                == true)
    }

    @Test(
        arguments: [
            ("list", .verb), ("demo", .verb), ("shop", .store), ("redis://h", .store), ("./demo", .store),
            ("data", .store),
            ("rdis://h", .store), ("h:6379", .store), ("lst", .unknown(nearest: "list")),
            ("shp", .unknown(nearest: "shop")),
            ("zzz", .unknown(nearest: nil)),
        ] as [(String, WordMeaning)])
    func `tells verbs from stores`(word: String, meaning: WordMeaning) throws {
        let world = World(directories: ["data", "demo"], configuration: "[profiles.shop]\nstore = \"x/\"")

        #expect(try world.chooser().meaning(of: word, verbs: ["list", "show", "demo"]) == meaning)
    }

    @Test func `minds a default that is no profile's name only where nothing else names a store`() throws {
        let configuration = "default = \"shpo\"\n[profiles.shop]\nstore = \"x/\""

        let named = try #require(try World(configuration: configuration, store: "redis://h").choose())
        let error = #expect(throws: ConfigurationError.self) {
            try World(directories: ["data/sessions"], configuration: configuration).choose()
        }

        #expect(named.warnings.count == 1)
        #expect(error?.description.contains("'default' is 'shpo'") == true)
    }
}
