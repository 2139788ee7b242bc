// swift-tools-version:6.2
// The rooms of Lianlu, top to bottom: a room imports rooms above it in this list only (docs/architecture.md).
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0443-warning-control-flags.md
    .treatAllWarnings(as: .error),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A room: a library target under Sources/ with the rooms and products it may import.
func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "lianlu",
    products: [.executable(name: "lianlu", targets: ["App"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // One small C target per C library.
        .target(name: "CDuckDB", linkerSettings: [.linkedLibrary("dl")]),
        .systemLibrary(name: "CPostgres", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CIconv"),

        room("Vocabulary", [crypto]),
        room(
            "Storage",
            [
                "Vocabulary", "CPostgres", crypto, logging, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        room("Organisation", ["Vocabulary", "Storage", crypto, cryptoExtras]),
        room("Behaviour", ["Vocabulary", "CDuckDB", logging]),
        room("Collect", ["Vocabulary", "Storage", "CZlib", "CZstd", "CIconv", crypto, logging]),
        room("Identify", ["Vocabulary", "Storage", logging]),
        room("Profile", ["Vocabulary", "Storage", "Identify", logging]),
        room("Audience", ["Vocabulary", "Storage", "Behaviour", "Identify", "Profile"]),
        room("Analyse", ["Vocabulary", "Behaviour"]),
        room(
            "Touchpoint", ["Vocabulary", "Storage", "Collect", "Identify", "Profile", "Audience", crypto, logging],
            resources: [.embedInCode("SDK/lianlu.js"), .embedInCode("SDK/page.js")]),
        room("Journey", ["Vocabulary", "Storage", "Behaviour", "Identify", "Profile", "Audience", crypto, logging]),
        room("Lead", ["Vocabulary", "Storage", "Organisation", "Identify", "Profile", crypto, logging]),
        room("Deliver", ["Vocabulary", "Storage", "Identify", "Profile", crypto, logging]),
        room("Feedback", ["Vocabulary", "Storage", "Behaviour", "Identify", "Profile", "Touchpoint", "Lead", crypto, logging]),
        room("Path", ["Vocabulary", "Storage", "Behaviour", "Collect", "Identify", "Profile", logging, lifecycle]),
        room("Sandbox", ["Vocabulary", crypto]),
        room(
            "Transport",
            [
                "Vocabulary", logging, .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        room(
            "Web",
            [
                "Vocabulary", "Storage", "Organisation", "Behaviour", "Collect", "Identify", "Profile",
                "Audience", "Analyse", "Touchpoint", "Journey", "Lead", "Deliver", "Feedback", "Path", "Sandbox",
                "CZlib", crypto, logging, lifecycle, .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            exclude: ["Console"]),
        .executableTarget(
            name: "App",
            dependencies: [
                "Vocabulary", "Storage", "Organisation", "Behaviour", "Collect", "Identify", "Profile",
                "Audience", "Analyse", "Touchpoint", "Journey", "Lead", "Deliver", "Feedback", "Path", "Sandbox", "Transport", "Web",
                crypto, logging, lifecycle, .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"), .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
        room("TestKit", ["Vocabulary", "Storage", "Identify", "Profile", "CPostgres", crypto, logging]),

        tests("VocabularyTests", ["Vocabulary", "TestKit"]),
        tests("StorageTests", ["Storage", "Vocabulary", "TestKit"]),
        tests("OrganisationTests", ["Organisation", "Storage", "Vocabulary", "TestKit"]),
        tests("BehaviourTests", ["Behaviour", "Analyse", "Vocabulary", "TestKit"]),
        tests("CollectTests", ["Collect", "Storage", "Vocabulary", "CZlib", "CZstd", "TestKit"], exclude: ["Import/Fixtures"]),
        tests("IdentifyTests", ["Identify", "Storage", "Vocabulary", "TestKit"]),
        tests("ProfileTests", ["Profile", "Identify", "Storage", "Vocabulary", "TestKit"]),
        tests("AudienceTests", ["Audience", "Behaviour", "Identify", "Profile", "Storage", "Vocabulary", "TestKit"]),
        tests("TouchpointTests", ["Touchpoint", "Audience", "Identify", "Profile", "Storage", "Vocabulary", "TestKit", logging]),
        tests("JourneyTests", ["Journey", "Audience", "Behaviour", "Identify", "Profile", "Storage", "Vocabulary", "TestKit", logging]),
        tests("LeadTests", ["Lead", "Organisation", "Identify", "Profile", "Storage", "Vocabulary", "TestKit", logging]),
        tests("DeliverTests", ["Deliver", "Identify", "Profile", "Sandbox", "Storage", "Vocabulary", "TestKit", crypto, logging]),
        tests(
            "FeedbackTests",
            [
                "Feedback", "Touchpoint", "Lead", "Behaviour", "Identify", "Profile", "Sandbox", "Storage", "Vocabulary", "TestKit", crypto,
                logging,
            ]),
        tests("SandboxTests", ["Sandbox", "Vocabulary", crypto]),
        tests("TransportTests", ["Transport", "Vocabulary", "TestKit", logging]),
        tests("PathTests", ["Path", "Behaviour", "Collect", "Identify", "Profile", "Storage", "Vocabulary", "TestKit", logging]),
        tests(
            "WebTests",
            [
                "Web", "Organisation", "Behaviour", "Collect", "Identify", "Profile",
                "Audience", "Analyse", "Touchpoint", "Journey", "Lead", "Deliver", "Feedback", "Path", "Sandbox", "Storage", "Vocabulary",
                "TestKit", "CZlib",
                logging,
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
    ]
)
