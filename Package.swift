// swift-tools-version: 6.0
import PackageDescription

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// What each room may import; docs/architecture.md says why, Tests/HouseTests checks it.
let package = Package(
    name: "reelbench",
    products: [.executable(name: "reel", targets: ["reel"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .target(name: "Declarations"),
        .target(
            name: "CKernels", cSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("m"), .linkedLibrary("dl"), .linkedLibrary("z")]),
        .target(name: "Kernels", dependencies: ["CKernels", "Declarations"]),
        .target(name: "Datasets", dependencies: ["Declarations", "Kernels"]),
        .target(name: "Evaluation", dependencies: ["Declarations", "Datasets", "Kernels"]),
        .target(name: "Models", dependencies: ["Declarations", "Datasets", "Kernels", "Evaluation"]),
        .target(name: "Runs", dependencies: ["Declarations", grdb]),
        .target(
            name: "CGnuplot",
            linkerSettings: [
                .linkedLibrary("boost_iostreams"), .linkedLibrary("boost_system"),
                .linkedLibrary("boost_filesystem"),
            ]),
        .target(name: "Charts", dependencies: ["Declarations", "CGnuplot"]),
        .target(name: "Rendering", dependencies: ["Declarations"]),
        .target(name: "Language", dependencies: ["Declarations"]),
        .target(name: "Notebook", dependencies: ["Declarations", "Language", "Rendering"]),
        .target(
            name: "Workbench",
            dependencies: [
                "Declarations", "Datasets", "Evaluation", "Kernels", "Models", "Runs", "Charts", "Rendering",
                "Language",
            ]),
        .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
        .executableTarget(
            name: "reel",
            dependencies: [
                "Declarations", "Workbench", "Notebook", "Language", "Rendering", "CReadline", argumentParser,
            ]),

        .testTarget(name: "DeclarationsTests", dependencies: ["Declarations"]),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels"]),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets"]),
        .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
        .testTarget(name: "ModelsTests", dependencies: ["Models"], exclude: ["Fixtures"]),
        .testTarget(name: "RunsTests", dependencies: ["Runs"]),
        .testTarget(name: "ChartsTests", dependencies: ["Charts"]),
        .testTarget(name: "RenderingTests", dependencies: ["Rendering"]),
        .testTarget(name: "LanguageTests", dependencies: ["Language"]),
        .testTarget(name: "NotebookTests", dependencies: ["Notebook"]),
        .testTarget(name: "WorkbenchTests", dependencies: ["Workbench", "Language"]),
        .testTarget(name: "HouseTests"),
    ],
    cxxLanguageStandard: .cxx17
)
