import Declarations
import Foundation
import Language
import Notebook
import Rendering
import Workbench

/// Runs a notebook in a session of its own, compares what came with what it shows, and renders a copy.
struct NotebookLaunch {
    let path: String
    let text: String
    let reel: Reel
    let terminal: Terminal

    func run() throws { throw Problem("not built") }
}
