import TorchABI

/// What a tensor's elements are.
public enum ElementType: String, Sendable, CaseIterable {
    case uint8, int8, int16, int32, int64, float16, float32, float64, bool, bfloat16

    var abi: TorchType {
        switch self {
        case .uint8: .uInt8
        case .int8: .int8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .float16: .float16
        case .float32: .float32
        case .float64: .float64
        case .bool: .bool
        case .bfloat16: .bFloat16
        }
    }

    init?(_ number: Int32) {
        guard let abi = TorchType(rawValue: number), let type = Self.allCases.first(where: { $0.abi == abi })
        else {
            return nil
        }
        self = type
    }

    /// Bytes of one element.
    public var width: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }

    /// Whether gradients can flow.
    public var isFloating: Bool {
        switch self {
        case .float16, .float32, .float64, .bfloat16: true
        default: false
        }
    }
}

/// A Swift type that tensors are made from and read into.
public protocol TensorElement: BitwiseCopyable, Sendable { static var elementType: ElementType { get } }
extension Float: TensorElement { public static var elementType: ElementType { .float32 } }
extension Double: TensorElement { public static var elementType: ElementType { .float64 } }
extension Int: TensorElement { public static var elementType: ElementType { .int64 } }
extension Int64: TensorElement { public static var elementType: ElementType { .int64 } }
extension Int32: TensorElement { public static var elementType: ElementType { .int32 } }
extension Int16: TensorElement { public static var elementType: ElementType { .int16 } }
extension Int8: TensorElement { public static var elementType: ElementType { .int8 } }
extension UInt8: TensorElement { public static var elementType: ElementType { .uint8 } }
extension Bool: TensorElement { public static var elementType: ElementType { .bool } }

/// Where a tensor lives.
public enum Device: Sendable, Hashable, CustomStringConvertible {
    case cpu
    /// A CUDA device by its number; only where the library was built for CUDA.
    case cuda(Int)

    var abi: Int32 {
        switch self {
        case .cpu: TORCH_CPU
        case .cuda(let number): Int32(number)
        }
    }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let number): "cuda:\(number)"
        }
    }

    /// The first CUDA device, or the host where there is none.
    public static var best: Device { Backend.cudaDevices > 0 ? .cuda(0) : .cpu }
}
