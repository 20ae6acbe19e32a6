import CKernels

/// Bytes that the process has asked for and not given back, all threads together; nil where the C library does not tell.
public func heapBytes() -> Int? {
    let bytes = reel_heap_bytes()
    return bytes < 0 ? nil : Int(bytes)
}
