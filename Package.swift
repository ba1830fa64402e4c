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
        .target(name: "CTestSupport", path: "Tests/CTestSupport"),
        .target(
            name: "TestSupport", dependencies: ["CTestSupport"], path: "Tests/TestSupport", exclude: ["Writers"],
            swiftSettings: strict),
        .testTarget(name: "SessionModelTests", dependencies: ["SessionModel", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SessionFormatsTests", dependencies: ["SessionModel", "SessionFormats", "TestSupport"],
            swiftSettings: strict),
    ]
)
