import Foundation

CtrlC.listen()
// Read by OpenMP when OpenBLAS or libtorch is opened: idle threads sleep soon, so that small steps do not starve others.
if getenv("OMP_WAIT_POLICY") == nil { setenv("GOMP_SPINCOUNT", "1000", 0) }
do {
    var reel = try Reel.parse()
    exit(reel.start())
} catch {
    // Help and the version were asked for; all else is a mistake in the flags.
    let asked = Reel.exitCode(for: error).isSuccess
    let text = Reel.fullMessage(for: error)
    FileHandle(fileDescriptor: asked ? STDOUT_FILENO : STDERR_FILENO).write(Data((text + "\n").utf8))
    exit(asked ? 0 : 2)
}
