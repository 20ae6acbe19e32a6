import Declarations
import Foundation
import Language
import Rendering
import Workbench

final class Out: SessionOutput {
    let progress: @Sendable (Declarations.Progress) -> Void = { _ in }
    func show(_ report: Report, name: String?) {
        print(Rendering.terminal(report, style: TerminalStyle(width: 140)))
    }
    func finished(_ value: Value) {}
    var columns: Int { 100 }
    var rows: Int { 30 }
}
let session = Session(output: Out())
let interpreter = Interpreter(host: session)
do { try interpreter.run(CommandLine.arguments[1], file: "prompt") } catch { print(error) }
