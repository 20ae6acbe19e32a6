#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
static inline int readline_version(void) { return rl_readline_version; }
