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

let package = Package(
    name: "curfew",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        .target(name: "SessionModel", swiftSettings: strict),
        .target(
            name: "SessionFormats",
            dependencies: ["SessionModel", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
        .target(name: "StoreKit", dependencies: ["SessionModel"], swiftSettings: strict),
        .target(
            name: "Operations",
            dependencies: [
                "SessionModel", "SessionFormats", "StoreKit", .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: strict),
        .target(name: "CLinux"),
        .target(name: "TerminalKit", dependencies: ["CLinux"], swiftSettings: strict),
        .target(
            name: "Configuration",
            dependencies: ["SessionModel", "StoreKit", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: strict),
        .target(name: "SessionQuery", dependencies: ["SessionModel"], swiftSettings: strict),
        .target(name: "CFiles", path: "Sources/Stores/Files/CFiles"),
        .target(
            name: "FileStore", dependencies: ["CFiles", "SessionModel", "StoreKit"], path: "Sources/Stores/Files",
            exclude: ["CFiles"], swiftSettings: strict),
        .systemLibrary(name: "CHiredis", path: "Sources/Stores/Redis/CHiredis"),
        .target(name: "COpenSSL", path: "Sources/Stores/Redis/COpenSSL"),
        .target(
            name: "RedisStore", dependencies: ["SessionModel", "StoreKit", "CHiredis", "COpenSSL"],
            path: "Sources/Stores/Redis/Swift", swiftSettings: strict),
        .target(
            name: "Demo", dependencies: ["SessionModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .executableTarget(
            name: "curfew",
            dependencies: [
                "SessionModel", "SessionFormats", "StoreKit", "Operations", "SessionQuery", "Configuration", "FileStore",
                "RedisStore", "Demo", "TerminalKit", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], exclude: ["Manual"], swiftSettings: strict),
        .target(name: "CTestSupport", path: "Tests/CTestSupport"),
        .target(
            name: "TestSupport", dependencies: ["CTestSupport"], path: "Tests/TestSupport", exclude: ["Writers"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["curfew", "SessionModel", "TestSupport"], path: "Tests/EndToEnd",
            exclude: ["tools"], swiftSettings: strict),
    ]
)
