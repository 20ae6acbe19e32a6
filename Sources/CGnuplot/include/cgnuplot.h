#ifndef CGNUPLOT_H
#define CGNUPLOT_H
/* gnuplot behind one C function. What lies beneath is C++ (gnuplot-iostream); no exception crosses this header. */
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a script. */
typedef enum {
    CGNUPLOT_DREW,    /* gnuplot ran the whole script without an error; warnings do not count */
    CGNUPLOT_MISSING, /* there is no such program */
    CGNUPLOT_REFUSED, /* gnuplot stopped with an error, or a signal stopped it */
    CGNUPLOT_STOPPED, /* `stop` asked for an end */
    CGNUPLOT_LATE,    /* it took longer than `seconds` */
    CGNUPLOT_BROKEN   /* the system refused something: a pipe, a process, memory */
} cgnuplot_outcome;

/* Runs `program` (looked for on PATH, "gnuplot") in `folder` and feeds it `length` bytes of `script`.
 *
 * Returns NULL when it worked, else a message that the caller frees with cgnuplot_free: gnuplot's own words, or those
 * of the system. `outcome` says which. `stop` (may be NULL) is asked about every 20 ms and answers other than 0 to end
 * the work. The process is always reaped; its group is not that of the terminal, so Ctrl-C does not reach it by itself;
 * a gnuplot that dies early raises no SIGPIPE here. No shell is involved. */
char *cgnuplot_run(const char *program, const char *folder, const char *script, size_t length,
                   int (*stop)(void), double seconds, cgnuplot_outcome *outcome);

void cgnuplot_free(char *message);

#ifdef __cplusplus
}
#endif
#endif
