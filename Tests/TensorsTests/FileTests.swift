import Foundation
import Tensors
import Testing

/// Whether Python finds the safetensors package (with NumPy), as from PyPI.
let pythonHasSafetensors = (try? python("import safetensors.numpy")) != nil

/// Runs a Python program and answers what it prints.
@discardableResult
func python(_ program: String) throws -> String {
    let process = Process(), out = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [ProcessInfo.processInfo.environment["PYTHON"] ?? "python3", "-c", program]
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw TensorError("python3 failed") }
    return String(decoding: text, as: UTF8.self)
}

@Suite(.needsLibtorch) struct FileTests {
    @Test func everyTypeComesBack() throws {
        try inFolder { folder in
            var tensors: [String: Tensor] = ["empty": Tensor.zeros([0, 3]), "number": Tensor(2.5)]
            for type in ElementType.allCases {
                tensors["of \(type.rawValue)"] = Tensor([0, 1, 0, 1, 1, 0], [2, 3]).converted(to: type)
            }
            tensors["turned"] = Tensor([1, 2, 3, 4], [2, 2]).transposed()
            try Safetensors(tensors, metadata: ["a \"quoted\" key": "größer"]).write(to: folder + "/x")
            let read = try Safetensors(path: folder + "/x")
            #expect(read.metadata == ["a \"quoted\" key": "größer"])
            #expect(Set(read.tensors.keys) == Set(tensors.keys))
            for (name, tensor) in tensors {
                let other = try #require(read.tensors[name])
                #expect(other.type == tensor.type && other.shape == tensor.shape)
                try expectClose(other, tensor, within: 0, name)
            }
        }
    }

    @Test func equalTensorsGiveEqualFiles() throws {
        try inFolder { folder in
            let tensors = ["b": Tensor([1.0]), "a": Tensor([2]), "c": Tensor([true])]
            try Safetensors(tensors).write(to: folder + "/1")
            try Safetensors(tensors).write(to: folder + "/2")
            let files = try ["/1", "/2"].map { try Data(contentsOf: URL(fileURLWithPath: folder + $0)) }
            #expect(files[0] == files[1])
            // Eight bytes of length, a header padded to a multiple of 8, and the numbers.
            let header = String(decoding: files[0].dropFirst(8).dropLast(17), as: UTF8.self)
            #expect(
                header.utf8.count % 8 == 0
                    && header.hasPrefix("{\"a\":{\"data_offsets\":[0,8],\"dtype\":\"I64\""))
        }
    }

    @Test(.enabled(if: pythonHasSafetensors, "python3 has no safetensors package"))
    func thePackageReadsThem() throws {
        try inFolder { folder in
            let tensors = [
                "w": Tensor([1.5, -2, 3, 4] as [Float], [2, 2]), "n": Tensor([7]),
                "f": Tensor([true, false]),
            ]
            try Safetensors(tensors, metadata: ["k": "v"]).write(to: folder + "/x")
            let text = try python(
                """
                from safetensors import safe_open
                with safe_open("\(folder)/x", "numpy") as f:
                    print(f.metadata(), *[(k, f.get_tensor(k).tolist()) for k in sorted(f.keys())])
                """)
            #expect(text == "{'k': 'v'} ('f', [True, False]) ('n', [7]) ('w', [[1.5, -2.0], [3.0, 4.0]])\n")
        }
    }

    @Test func brokenFilesSaySo() throws {
        try inFolder { (folder: String) throws in
            func message(_ bytes: [UInt8], _ header: String? = nil) throws -> String {
                var data = Data(bytes)
                if let header {
                    data = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
                    data.append(contentsOf: header.utf8)
                    data.append(contentsOf: bytes)
                }
                try data.write(to: URL(fileURLWithPath: folder + "/x"))
                let error = #expect(throws: TensorError.self) { try Safetensors(path: folder + "/x") }
                #expect(error?.kind == .file)
                return error?.message.replacingOccurrences(of: folder, with: "") ?? ""
            }
            let head = "/x is no safetensors file: "
            #expect(try message([1, 2]) == head + "it is shorter than 8 bytes")
            #expect(try message(Array(repeating: 255, count: 9)).hasPrefix(head + "its header would be"))
            #expect(try message([], "[1]") == head + "its header is no JSON object")
            let broken = [
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",  // beyond the end
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",  // too few bytes
                "{\"a\":{\"dtype\":\"X1\",\"shape\":[1],\"data_offsets\":[0,4]}}",  // no such type
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "{\"a\":3}",
            ]
            for header in broken {
                #expect(
                    try message([0, 0, 0, 0], header) == head + "what it says about a cannot be", "\(header)")
            }
            let twice =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}"
            #expect(try message([0, 0, 0, 0], twice) == head + "a and b overlap")
            #expect(throws: TensorError.self) { try Safetensors(path: folder + "/none") }
            #expect(throws: TensorError.self) {
                try Safetensors(["a": Tensor([1])]).write(to: folder + "/no/where")
            }
        }
    }

    @Test func scriptsRun() throws {
        let module = try ScriptModule(path: golden.appending(path: "scripted.pt").path)
        let gold = try goldenTensors("scripted")
        let x = try #require(gold["x"])
        try expectClose(try module(x), try #require(gold["y"]))
        let results = try module.run("both", [x, x * 2])
        #expect(results.count == 2)
        try expectClose(results[0], x * 3)
        try expectClose(results[1], -x)
        #expect(try module.parameters().map(\.name) == ["inner.weight", "inner.bias"])
        let parameters = try module.parameters()
        try parameters[0].tensor.assign(0)
        try expectClose(try module(x), tanh(parameters[1].tensor)[newAxis].broadcast(to: [4, 2]))
        #expect(throws: TensorError.self) { try module.run("nothing", []) }
        #expect(throws: TensorError.self) { try module(Tensor.zeros([2, 2])) }
        let missing = #expect(throws: TensorError.self) { try ScriptModule(path: "/nowhere.pt") }
        #expect(missing?.message.hasPrefix("/nowhere.pt cannot be loaded") == true)
    }
}
