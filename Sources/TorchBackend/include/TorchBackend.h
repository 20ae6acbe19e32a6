/* Exports `torch_table` only; see TorchABI.h. */
#include "TorchABI.h"
