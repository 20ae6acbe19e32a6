// swift-tools-version: 6.0
import Foundation
import PackageDescription

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// The libtorch to build against: Debian's, or the PyTorch 2 whose folder (a wheel's `torch`) `LIBTORCH` names. The
/// bench builds and runs without one; only neural models need it.
let libtorch = ProcessInfo.processInfo.environment["LIBTORCH"]
let hasLibtorch = FileManager.default.fileExists(atPath: (libtorch ?? "/usr") + "/include/ATen/ATen.h")
let hasTorchForCUDA =
    libtorch.map { FileManager.default.fileExists(atPath: $0 + "/lib/libtorch_cuda.so") } ?? false
let torchFlags =
    ["-O2", "-g0", "-fno-math-errno", "-fvisibility=hidden", "-Wno-unused-command-line-argument"]
    + (libtorch.map {
        [
            "-std=c++20", "-fno-cxx-modules", "-isystem\($0)/include",
            "-isystem\($0)/include/torch/csrc/api/include",
        ]
    } ?? ["-std=c++17", "-isystem/usr/include/torch/csrc/api/include"])
let torchLinks =
    (libtorch.map { ["-L\($0)/lib", "-Xlinker", "-rpath", "-Xlinker", "\($0)/lib"] } ?? [])
    + ["-Xlinker", "--no-as-needed", "-ltorch", "-ltorch_cpu", "-lc10"]
    + (hasTorchForCUDA ? ["-ltorch_cuda", "-lc10_cuda"] : [])
let torchProducts: [Product] =
    hasLibtorch ? [.library(name: "TorchBackend", type: .dynamic, targets: ["TorchBackend"])] : []
let torchTargets: [Target] =
    hasLibtorch
    ? [
        .target(
            name: "TorchBackend", dependencies: ["TorchABI"], cxxSettings: [.unsafeFlags(torchFlags)],
            linkerSettings: [.unsafeFlags(torchLinks)])
    ] : []

/// What each room may import; docs/architecture.md says why, Tests/HouseTests checks it.
let package = Package(
    name: "reelbench",
    products: [.executable(name: "reel", targets: ["reel"])] + torchProducts,
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
        .target(
            name: "Models", dependencies: ["Declarations", "Datasets", "Kernels", "Evaluation", "Tensors"]),
        .target(name: "TorchABI"),
        .target(name: "Tensors", dependencies: ["TorchABI"]),
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
                "Language", "Tensors",
            ]),
        .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
        .executableTarget(
            name: "reel",
            dependencies: [
                "Declarations", "Workbench", "Notebook", "Language", "Rendering", "CReadline", argumentParser,
            ]),

        // SwiftPM compiles a target anew only when what it names here has changed, not what comes with that.
        .testTarget(name: "DeclarationsTests", dependencies: ["Declarations"]),
        .testTarget(name: "KernelsTests", dependencies: ["Declarations", "Kernels"]),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Declarations"], exclude: ["Fixtures"]),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Datasets", "Declarations", "Evaluation", "Kernels"]),
        .testTarget(
            name: "ModelsTests",
            dependencies: ["Datasets", "Declarations", "Evaluation", "Kernels", "Models", "Tensors"],
            exclude: ["Fixtures"]),
        .executableTarget(
            name: "tensors-benchmark", dependencies: ["Tensors"], path: "Benchmarks/tensors",
            exclude: ["peer.py", "run.sh"]),
        .executableTarget(
            name: "training-benchmark", dependencies: ["Models", "Datasets", "Declarations"],
            path: "Benchmarks/training", exclude: ["peer.py", "run.sh"]),
        .executableTarget(
            name: "cde-benchmark",
            dependencies: ["Models", "Datasets", "Declarations", "Kernels", "Tensors"],
            path: "Benchmarks/cde", exclude: ["peer.py", "run.sh", "twenty.py"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"], exclude: ["Golden"]),
        .testTarget(name: "RunsTests", dependencies: ["Declarations", "Runs"]),
        .testTarget(name: "ChartsTests", dependencies: ["Charts", "Declarations"]),
        .testTarget(name: "RenderingTests", dependencies: ["Declarations", "Rendering"]),
        .testTarget(name: "LanguageTests", dependencies: ["Declarations", "Language"]),
        .testTarget(name: "NotebookTests", dependencies: ["Declarations", "Notebook"]),
        .testTarget(
            name: "WorkbenchTests",
            dependencies: ["Declarations", "Evaluation", "Language", "Models", "Rendering", "Workbench"]),
        .testTarget(name: "HouseTests"),
    ] + torchTargets,
    cxxLanguageStandard: .cxx17
)
