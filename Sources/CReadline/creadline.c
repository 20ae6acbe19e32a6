#include "creadline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { longest_history = 10000 };

static creadline_completer completer;
static char *history_file;
static char *line_read;
static int line_is_done;

static char **complete(const char *text, int start, int end) {
    (void)text;
    int joined = 0;
    rl_attempted_completion_over = 1; /* no file names of readline's own */
    char **matches = completer(rl_line_buffer, start, end, &joined);
    rl_completion_append_character = joined ? '\0' : ' ';
    rl_completion_suppress_append = joined;
    return matches;
}

void creadline_begin(const char *name, creadline_completer function, const char *history_path) {
    completer = function;
    rl_readline_name = strdup(name);
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n|;[](){}=\"";
    rl_completer_quote_characters = "";
    rl_catch_signals = 0; /* Ctrl-C is the program's */
    using_history();
    history_comment_char = '#';
    history_write_timestamps = 1; /* without them an entry of several lines would come back as several */
    stifle_history(longest_history);
    if (history_path) {
        history_file = strdup(history_path);
        read_history(history_file);
    }
}

static void take(char *line) {
    line_read = line;
    line_is_done = 1;
    rl_callback_handler_remove();
}

char *creadline_read(const char *prompt, int (*interrupted)(void), int *was_interrupted) {
    *was_interrupted = 0;
    line_is_done = 0;
    line_read = NULL;
    rl_callback_handler_install(prompt, take);
    while (!line_is_done) {
        fd_set waiting;
        FD_ZERO(&waiting);
        FD_SET(STDIN_FILENO, &waiting);
        struct timeval patience = {0, 200000};
        int ready = select(STDIN_FILENO + 1, &waiting, NULL, NULL, &patience);
        if (interrupted()) {
            rl_free_line_state();
            rl_callback_sigcleanup();
            rl_callback_handler_remove();
            *was_interrupted = 1;
            return NULL;
        }
        if (ready < 0 && errno == EINTR) {
            rl_resize_terminal();
            continue;
        }
        if (ready > 0) rl_callback_read_char();
    }
    return line_read;
}

void creadline_remember(const char *text) {
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (last && strcmp(last->line, text) == 0) return;
    add_history(text);
    if (!history_file) return;
    if (append_history(1, history_file) != 0) write_history(history_file);
    history_truncate_file(history_file, longest_history);
}
