// swift-tools-version: 6.1
import PackageDescription

/// What every target is compiled with: language mode 6, imports that show what leaks, and no warning tolerated.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .unsafeFlags(["-warnings-as-errors"]),
]

/// The same for what nobody waits for in a loop: there it is the program's size that counts.
let small = strict + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")

/// A module of ours: its folder is `Sources/NAME` unless a path says otherwise.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, exclude: [String] = [],
    settings: [SwiftSetting] = strict
) -> Target {
    .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

/// The tests of a module: their folder is `Tests/NAME` unless a path says otherwise.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

/// What sessions are, and how a framework writes them.
let model: [Target] = [
    module("TextCodings"),
    module("SessionModel", ["TextCodings"]),
    module("BSON"),
    .target(name: "CClientLibrary"),
    .target(name: "CCipher", dependencies: ["CClientLibrary"], path: "Sources/SessionFormats/CCipher"),
    module("SessionFormats", ["BSON", "CCipher", "SessionModel", "TextCodings", crypto], exclude: ["CCipher"]),
    module("SessionQuery", ["SessionModel"]),
]

/// A store is its folder, its tests, and its lines here and in the list of drivers.
let stores: [Target] = [
    module("StoreKit", ["SessionModel"]),
    module("StoreSockets", ["SessionModel", "StoreKit"]),
    .target(name: "CFiles", path: "Sources/Stores/Files/CFiles"),
    module(
        "FileStore", ["CFiles", "SessionModel", "StoreKit", "SystemEvents", "TextCodings"],
        path: "Sources/Stores/Files", exclude: ["CFiles"]),
    .systemLibrary(name: "CHiredis", path: "Sources/Stores/Redis/CHiredis"),
    .target(name: "COpenSSL", path: "Sources/Stores/Redis/COpenSSL"),
    module(
        "RedisStore", ["SessionModel", "StoreKit", "StoreSockets", "CHiredis", "COpenSSL"],
        path: "Sources/Stores/Redis/Swift"),
    module(
        "MemcachedStore", ["SessionModel", "StoreKit", "StoreSockets", "TextCodings"], path: "Sources/Stores/Memcached"),
    module(
        "NodeProcessStore", ["SessionModel", "StoreKit", "StoreSockets", "TextCodings", crypto],
        path: "Sources/Stores/NodeProcess"),
    .target(name: "CSQLValue", path: "Sources/Stores/SQL/CSQLValue"),
    module("SQLStore", ["CSQLValue", "SessionModel", "StoreKit", "StoreSockets"], path: "Sources/Stores/SQL/Core"),
    .target(name: "CSQLite", dependencies: ["CClientLibrary", "CSQLValue"], path: "Sources/Stores/SQL/SQLite/CSQLite"),
    module(
        "SQLiteStore",
        ["CSQLValue", "CSQLite", "SessionModel", "SQLStore", "StoreKit", "StoreSockets", "SystemEvents"],
        path: "Sources/Stores/SQL/SQLite/Swift"),
    .target(name: "CPostgreSQL", dependencies: ["CClientLibrary"], path: "Sources/Stores/SQL/PostgreSQL/CPostgreSQL"),
    module(
        "PostgreSQLStore", ["CPostgreSQL", "SessionModel", "SQLStore", "StoreKit", "StoreSockets"],
        path: "Sources/Stores/SQL/PostgreSQL/Swift"),
    .target(
        name: "CMariaDB", dependencies: ["CClientLibrary", "CSQLValue"], path: "Sources/Stores/SQL/MySQL/CMariaDB"),
    .target(name: "CMongo", dependencies: ["CClientLibrary"], path: "Sources/Stores/MongoDB/CMongo"),
    module(
        "MongoDBStore", ["BSON", "CMongo", "SessionModel", "StoreKit", "StoreSockets", "TextCodings"],
        path: "Sources/Stores/MongoDB/Swift"),
    module(
        "MySQLStore", ["CMariaDB", "SessionModel", "SQLStore", "StoreKit", "StoreSockets"],
        path: "Sources/Stores/SQL/MySQL/Swift"),
    .target(
        name: "CFirebird", dependencies: ["CClientLibrary", "CSQLValue"], path: "Sources/Stores/SQL/Firebird/CFirebird"),
    module(
        "FirebirdStore", ["CFirebird", "SessionModel", "SQLStore", "StoreKit", "StoreSockets"],
        path: "Sources/Stores/SQL/Firebird/Swift"),
    .target(
        name: "CFreeTDS", dependencies: ["CClientLibrary", "CSQLValue"], path: "Sources/Stores/SQL/SQLServer/CFreeTDS"),
    module(
        "SQLServerStore", ["CFreeTDS", "SessionModel", "SQLStore", "StoreKit"],
        path: "Sources/Stores/SQL/SQLServer/Swift"),
]

/// What is done to sessions, by screen and command line alike.
let operations: [Target] = [
    module("Operations", ["SessionModel", "SessionFormats", "StoreKit", "TextCodings", crypto])
]

/// From cells to the loop: only CursesTerminal knows ncurses, only ConsoleRuntime has threads.
let console: [Target] = [
    .target(name: "CLinux"),
    .systemLibrary(name: "CNcurses"),
    module("SystemEvents", ["CLinux"]),
    module("TerminalKit", ["CLinux"]),
    module("CursesTerminal", ["CLinux", "CNcurses", "TerminalKit", "TextCodings"]),
    module("Console", ["Operations", "SessionModel", "SessionQuery", "StoreKit", "TerminalKit"]),
    module(
        "ConsoleRuntime",
        [
            "CLinux", "Console", "CursesTerminal", "Operations", "SessionFormats", "SessionModel", "SessionQuery",
            "StoreKit", "SystemEvents", "TerminalKit",
        ]),
]

/// The program: command line, configuration, the lists of drivers and of formats.
let program: [Target] = [
    module("Configuration", ["SessionModel", "StoreKit", "TerminalKit", "TextCodings", toml], settings: small),
    module("Demo", ["SessionModel", "TextCodings", crypto], settings: small),
    .executableTarget(
        name: "curfew",
        dependencies: [
            "Configuration", "Console", "ConsoleRuntime", "Demo", "FileStore", "FirebirdStore", "MemcachedStore",
            "MongoDBStore", "MySQLStore", "NodeProcessStore", "Operations", "PostgreSQLStore", "RedisStore",
            "SQLServerStore", "SQLiteStore", "SessionFormats",
            "SessionModel", "SessionQuery", "StoreKit", "TerminalKit",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ], exclude: ["Manual"], swiftSettings: small),
]

let testTargets: [Target] = [
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    module("TestSupport", ["BSON", "CTestSupport"], path: "Tests/TestSupport", exclude: ["Writers"]),
    module("StoreContract", ["SessionModel", "StoreKit"], path: "Tests/StoreContract"),
    tests("TestSupportTests", ["TestSupport"]),
    tests("TextCodingsTests", ["TextCodings"]),
    tests("SessionModelTests", ["SessionModel", "TestSupport"]),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    module(
        "RecordCorpus", ["SessionFormats", "SessionModel", "TestSupport"], path: "Tests/RecordCorpus",
        exclude: ["Records", "records.py", "go_sessions.go"]),
    .executableTarget(
        name: "Fuzzer",
        dependencies: [
            "CAllocations", "Console", "Operations", "RecordCorpus", "SessionFormats", "SessionModel", "StoreKit",
            "TerminalKit",
        ],
        path: "Tests/Fuzzer",
        swiftSettings: strict),
    tests(
        "SessionFormatsTests",
        ["BSON", "Fuzzer", "RecordCorpus", "SessionFormats", "SessionModel", "TestSupport", "TextCodings"],
        exclude: ["Fixtures"]),
    tests("SessionQueryTests", ["SessionModel", "SessionQuery"]),
    tests("ReadmeTests", ["Console", "TestSupport"]),
    tests(
        "OperationsTests",
        [
            "Operations", "RecordCorpus", "SessionFormats", "SessionModel", "StoreContract", "StoreKit", "TestSupport",
            "TextCodings",
        ]),
    tests(
        "RealWriterTests",
        [
            "BSON", "FileStore", "MemcachedStore", "MongoDBStore", "MySQLStore", "NodeProcessStore", "Operations",
            "PostgreSQLStore", "RedisStore", "SQLiteStore", "SessionFormats", "SessionModel", "StoreKit", "TestSupport",
        ],
        path: "Tests/RealWriters"),
    tests("SystemEventsTests", ["SystemEvents", "CLinux"]),
    tests("TerminalKitTests", ["TerminalKit"]),
    tests("CursesTerminalTests", ["CursesTerminal", "TerminalKit", "TextCodings", "CLinux"]),
    tests(
        "ConsoleTests",
        ["Console", "Operations", "SessionModel", "SessionQuery", "StoreKit", "TerminalKit", "TestSupport"],
        exclude: ["Goldens"]),
    tests(
        "ConsoleRuntimeTests",
        [
            "Console", "ConsoleRuntime", "Operations", "SessionFormats", "SessionModel", "SessionQuery", "StoreKit",
            "SystemEvents", "TerminalKit", "TestSupport",
        ]),
    tests("ConfigurationTests", ["Configuration", "SessionModel", "StoreKit", "TerminalKit"]),
    tests("ThemeTests", ["Configuration", "TerminalKit"]),
    tests(
        "FileStoreTests", ["CFiles", "FileStore", "SessionModel", "StoreContract", "StoreKit"],
        path: "Tests/Stores/FilesTests"),
    tests("DemoTests", ["Demo", "SessionFormats", "SessionModel", "StoreKit", "TestSupport"]),
    tests(
        "EndToEndTests", ["BSON", "curfew", "SessionModel", "TestSupport"], path: "Tests/EndToEnd", exclude: ["tools"]),
    tests(
        "RedisStoreTests",
        ["RedisStore", "SessionModel", "StoreContract", "StoreKit", "StoreSockets", "TestSupport"],
        path: "Tests/Stores/RedisTests"),
    tests(
        "MemcachedStoreTests", ["MemcachedStore", "SessionModel", "StoreContract", "StoreKit", "TestSupport"],
        path: "Tests/Stores/MemcachedTests"),
    tests(
        "NodeProcessStoreTests",
        [
            "NodeProcessStore", "Operations", "SessionFormats", "SessionModel", "StoreContract", "StoreKit",
            "TestSupport",
        ],
        path: "Tests/Stores/NodeProcessTests"),
    tests("StoreSocketsTests", ["StoreKit", "StoreSockets"]),
    tests("BSONTests", ["BSON", "TestSupport"]),
    tests(
        "MongoDBStoreTests",
        [
            "BSON", "MongoDBStore", "Operations", "SessionFormats", "SessionModel", "StoreContract", "StoreKit",
            "TestSupport",
        ],
        path: "Tests/Stores/MongoDBTests"),
    tests(
        "SQLStoreTests",
        [
            "FirebirdStore", "MySQLStore", "Operations", "PostgreSQLStore", "SQLServerStore", "SQLStore", "SQLiteStore",
            "SessionFormats", "SessionModel", "StoreContract", "StoreKit", "TestSupport",
        ],
        path: "Tests/Stores/SQLTests"),
]

/// `swift run -c release Benchmarks`: our figures beside a peer's in the same run.
let benchmarks: [Target] = [
    .executableTarget(
        name: "Benchmarks",
        dependencies: [
            "BSON", "CLinux", "Console", "FileStore", "FirebirdStore", "MemcachedStore", "MongoDBStore", "MySQLStore",
            "Operations", "PostgreSQLStore", "RedisStore", "SQLiteStore", "SessionFormats", "SessionModel",
            "SessionQuery", "StoreKit", "TerminalKit", "TestSupport",
        ],
        path: "Tests/Benchmarks", exclude: ["Peers"], swiftSettings: strict)
]

let package = Package(
    name: "curfew",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: model + stores + operations + console + program + testTargets + benchmarks
)
