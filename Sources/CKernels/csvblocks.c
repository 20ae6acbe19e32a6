#define _GNU_SOURCE
#include "csvparts.h"
#include <stdlib.h>
#include <string.h>

/* Cuts the stream of bytes into blocks of whole rows. All of this happens under the scan's lock. */
enum { BLOCK = 1 << 20 };

/* Notes a failure that concerns the next block as a whole. */
static void fail_next(csv_scan *scan, int32_t code) {
    if (scan->failure.code == CSV_DONE || scan->next_block < scan->failure_block) {
        scan->failure_block = scan->next_block;
        scan->failure = (csv_failure){.code = code, .text = scan->failure_text};
    }
    scan->ended = 1;
    atomic_store(&scan->stop, 1);
}

/* End of the last row that is complete, or NULL. Where quotes may hide newlines, fields are walked from the
   start. */
static char *last_row_end(const csv_plan *plan, char *p, char *end) {
    char *newline = memrchr(p, '\n', (size_t)(end - p));
    if (!plan->quotes || !memchr(p, '"', (size_t)(end - p))) return newline ? newline + 1 : NULL;
    char *row_end = NULL, first = plan->separator[0];
    int opening = 1; /* a quote here would open a field */
    while (p < end) {
        char c = *p;
        if (c == '"' && opening) {
            for (p++; p < end; p++) {
                if (*p != '"') continue;
                if (p + 1 < end && p[1] == '"') p++;
                else break;
            }
            opening = 0;
        } else if (c == '\n') {
            row_end = p + 1;
            opening = 1;
        } else if (
            c == first && end - p >= plan->separator_length &&
            !memcmp(p, plan->separator, (size_t)plan->separator_length)) {
            p += plan->separator_length - 1;
            opening = 1;
        } else {
            opening = 0;
        }
        p++;
    }
    return row_end;
}

static int make_room(worker *w, int64_t capacity) {
    if (capacity <= w->capacity) return 1;
    char *buffer = realloc(w->buffer, (size_t)capacity + PAD);
    if (!buffer) return 0;
    memset(buffer + capacity, 0, PAD);
    w->buffer = buffer;
    w->capacity = capacity;
    return 1;
}

static int keep_carry(csv_scan *scan, const char *p, int64_t length) {
    if (length > scan->carry_capacity) {
        char *carry = realloc(scan->carry, (size_t)length);
        if (!carry) return 0;
        scan->carry = carry;
        scan->carry_capacity = length;
    }
    if (length) memcpy(scan->carry, p, (size_t)length);
    scan->carry_length = length;
    return 1;
}

/* Fills the worker's buffer with the next rows. Returns 0 where there are none. */
int next_block(worker *w, const char **from, const char **to) {
    csv_scan *scan = w->scan;
    if (scan->ended || atomic_load(&scan->stop)) return 0;
    int64_t have = scan->carry_length, begin = 0;
    if (!make_room(w, have + BLOCK)) return fail_next(scan, CSV_MEMORY), 0;
    if (have) memcpy(w->buffer, scan->carry, (size_t)have);
    scan->carry_length = 0;
    for (;;) {
        int64_t asked = w->capacity - have;
        int64_t n = csv_source_read(scan->source, w->buffer + have, asked);
        if (n < 0) return fail_next(scan, CSV_SOURCE), 0;
        have += n;
        if (scan->next_block == 0 && have >= 3 && !memcmp(w->buffer, "\xEF\xBB\xBF", 3)) begin = 3;
        if (n < asked) {
            scan->ended = 1;
            if (have == begin) return 0;
            if (w->buffer[have - 1] != '\n') w->buffer[have++] = '\n';
            break;
        }
        char *cut = last_row_end(&scan->plan, w->buffer + begin, w->buffer + have);
        if (cut) {
            int64_t rest = w->buffer + have - cut;
            if (!keep_carry(scan, cut, rest)) return fail_next(scan, CSV_MEMORY), 0;
            have -= rest;
            break;
        }
        if (have >= scan->plan.longest) return fail_next(scan, CSV_LONG_LINE), 0;
        if (!make_room(w, w->capacity * 2)) return fail_next(scan, CSV_MEMORY), 0;
    }
    scan->read_part = csv_source_part(scan->source);
    w->block = scan->next_block++;
    *from = w->buffer + begin;
    *to = w->buffer + have;
    return 1;
}
