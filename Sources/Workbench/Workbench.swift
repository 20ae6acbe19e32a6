import Declarations
import Language
