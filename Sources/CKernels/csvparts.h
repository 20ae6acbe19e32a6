#ifndef CKERNELS_CSVPARTS_H
#define CKERNELS_CSVPARTS_H
#include "csv.h"
#include <stdatomic.h>

/* Bytes readable behind the end of a block, so that eight can be loaded anywhere in it. */
enum { PAD = 16 };
/* Whole ids are marked in a bitmap, which is also what puts them in order. */
#define WHOLE_LIMIT ((uint64_t)1 << 26)

/* Interned texts. */
typedef struct {
    int64_t offset; /* into the arena */
    int64_t first;  /* where it was first seen: block << 32 | row in the block */
    uint32_t length, hash;
} dict_entry;
typedef struct {
    uint32_t hash, index;
} dict_slot; /* index 0: free, else index + 1 */
typedef struct {
    dict_slot *slots;
    dict_entry *entries;
    char *arena;
    int64_t count, capacity, used, arena_capacity;
    uint64_t mask;
} dict;

/* Index of a text, which is added when it is new; -1 where there is no memory. */
int64_t dict_intern(dict *d, const char *text, int64_t length, int64_t first);
/* Order of the entries that `load` promises: numeric where all are whole numbers, else as first seen. */
int dict_order(const dict *d, uint32_t *order);
void dict_free(dict *d);

/* Rows of one block: where they begin in their thread's columns and in the end. */
typedef struct {
    int64_t block, start, rows, lines, final;
} block_span;

/* What one thread has made of one column. */
typedef struct {
    void *cells;
    int64_t width; /* bytes of a cell */
    dict texts;
    uint64_t *seen; /* bitmap of whole ids */
    uint64_t top;   /* above every id in it */
    uint64_t words; /* of the bitmap */
    int32_t *remap; /* from the thread's text index to the final one */
    int64_t remapped;
} part;

typedef struct {
    csv_scan *scan;
    char *buffer;
    int64_t capacity;
    part *parts;
    int64_t rows, room;
    block_span *spans;
    int64_t span_count, span_room;
    int64_t bad;
    char *scratch; /* an unquoted field */
    int64_t scratch_room;
    /* the block at hand */
    int64_t block, lines;
    const char *block_start;
} worker;

/* Fills the worker's buffer with the next whole rows; the lock is held. Returns 0 where there are none. */
int next_block(worker *w, const char **from, const char **to);
/* Turns a block of whole rows, from p to end, into cells. Returns 0, or 1 after noting a failure. */
int parse_block(worker *w, const char *p, const char *end);
/* Makes room for at least one more row in every column. Returns 0 where there is no memory. */
int grow_rows(worker *w);

/* Numbers as they stand in files. Each returns 1 when the whole field is one. */
int parse_decimal(const char *text, int64_t length, double *value);

struct csv_scan {
    csv_plan plan;
    int32_t *kinds;
    csv_source *source;
    worker *workers;
    int32_t threads;
    /* Under the lock: reading, the bytes left over from the last block, its number. */
    void *lock;
    char *carry;
    int64_t carry_length, carry_capacity;
    int64_t next_block;
    double read_part;
    int ended;
    atomic_int stop;
    csv_failure failure;
    int64_t failure_block;
    char *failure_text;
    /* Afterwards. */
    int64_t rows, bad;
    dict *merged;     /* per column */
    uint32_t **order; /* per column: index by final place */
    uint64_t **seen;  /* per column, of whole ids */
    int64_t *words;   /* per column: words of the bitmap in use */
    uint32_t **ranks; /* per column: ids below each word of the bitmap */
};

/* Notes a failure if it is the earliest so far. `line` is counted from 0 within the block. */
void note_failure(
    worker *w, int32_t code, int32_t column, int32_t fields, int64_t line, const char *row, const char *from,
    const char *to, const char *end);
/* Joins what the threads found into final indices. Returns 0 where there is no memory. */
int merge_parts(csv_scan *scan);

#endif
