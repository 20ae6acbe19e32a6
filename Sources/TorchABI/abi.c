#include "TorchABI.h"
