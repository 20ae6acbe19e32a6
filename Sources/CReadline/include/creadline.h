#ifndef CREADLINE_H
#define CREADLINE_H

/* GNU readline behind a few functions: its globals stay on this side. */

/* Fills `matches` (malloc'ed array, NULL at its end, first entry the common beginning; NULL where nothing fits) for the
   line in front of the cursor. `start` is where readline takes the word to begin, in bytes; a non-zero `*joined` says
   that no blank is to follow. */
typedef char **(*creadline_completer)(const char *line, int start, int end, int *joined);

/* Sets readline up under a name for ~/.inputrc, with completion and a history that is read from `history_path`. */
void creadline_begin(const char *name, creadline_completer completer, const char *history_path);

/* Reads a line. `interrupted` is asked a few times a second and after each signal; where it answers yes the line is given
   up and `*was_interrupted` set. Returns a malloc'ed line, or NULL at the end of input or when interrupted. */
char *creadline_read(const char *prompt, int (*interrupted)(void), int *was_interrupted);

/* Adds an entry, of one line or several, to the history and to its file. */
void creadline_remember(const char *text);

#endif
