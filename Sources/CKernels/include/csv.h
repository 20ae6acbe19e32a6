#ifndef CKERNELS_CSV_H
#define CKERNELS_CSV_H
/* Reads delimited text at the speed of the memory: a stream of bytes (plain, gzip, member of a zip archive) is cut
   into blocks of whole rows, which threads turn into columns of numbers and of interned texts. */
#include <stddef.h>
#include <stdint.h>

/* ---- bytes ---- */

typedef struct csv_source csv_source;

/* How the bytes are packed. Plain files that begin with gzip's magic bytes are unpacked as they are read. */
enum { CSV_PLAIN = 0, CSV_ZIP_STORED = 1, CSV_ZIP_DEFLATED = 2 };

/* What went wrong with the bytes; CSV_IO leaves the reason in errno. */
enum { CSV_FINE = 0, CSV_IO = 1, CSV_CORRUPT = 2, CSV_TRUNCATED = 3, CSV_NO_MEMORY = 4 };

/* Opens a file, or `size` bytes of it from `offset` for a member of a zip archive, whose CRC-32 is then checked at
   the end. Returns NULL with *error set. */
csv_source *csv_source_open(
    const char *path, int32_t packing, int64_t offset, int64_t size, uint32_t crc, int32_t *error);
/* Fills the buffer as far as it goes. Returns the bytes read, fewer than asked only at the end, or -1. */
int64_t csv_source_read(csv_source *source, void *buffer, int64_t size);
int32_t csv_source_error(const csv_source *source);
/* Part of the packed bytes read so far, from 0 to 1. */
double csv_source_part(const csv_source *source);
/* Packed bytes altogether; 0 where that is not known. */
int64_t csv_source_total(const csv_source *source);
void csv_source_close(csv_source *source);

/* ---- rows ---- */

/* What becomes of a column. Whole: numbers from 0 to 2^26 - 1 in their plainest form, indexed in numeric order. Text:
   interned, indexed in order of first appearance, or numerically where every text is a whole number. Name: a text
   that must not be empty. Number: NaN where empty. */
enum {
    CSV_SKIP = 0,
    CSV_WHOLE = 1,
    CSV_TEXT = 2,
    CSV_RATING = 3,
    CSV_NUMBER = 4,
    CSV_TIME = 5,
    CSV_NAME = 6
};

/* Why a scan stopped. Not whole and not a number are the signal to scan again with another kind. */
enum {
    CSV_DONE = 0,
    CSV_RAGGED,
    CSV_BAD_RATING,
    CSV_BAD_NUMBER,
    CSV_BAD_TIME,
    CSV_NOT_WHOLE,
    CSV_NOT_UTF8,
    CSV_OPEN_QUOTE,
    CSV_AFTER_QUOTE,
    CSV_EMPTY_ID,
    CSV_LONG_LINE,
    CSV_LOCATED,
    CSV_STOPPED,
    CSV_SOURCE,
    CSV_MEMORY
};

typedef struct {
    const char *separator;
    int32_t separator_length;
    int32_t quotes;    /* fields may stand in double quotes, as in RFC 4180 */
    int32_t blanks;    /* any run of blanks and tabs separates; blanks at both ends of a row are dropped */
    int32_t any_bytes; /* bytes need not be UTF-8 */
    int32_t header;    /* rows skipped at the top */
    int32_t skip_bad;  /* rows that cannot be read are counted and left out */
    int32_t columns;   /* fields in a row */
    const int32_t *kinds;
    int32_t threads;
    int64_t longest; /* bytes of the longest line allowed */
    int64_t locate;  /* row at which to stop with CSV_LOCATED (one thread only), or -1 */
    int32_t (*tick)(
        void *context, double part); /* called on the calling thread; another value than 0 stops */
    void *context;
} csv_plan;

typedef struct {
    int32_t code;
    int32_t column;        /* counted from 0 */
    int32_t fields;        /* of a ragged row: how many it has */
    int64_t line;          /* counted from 1 */
    int64_t start, length; /* bytes of the line that are meant */
    const char *text;      /* the line, at most 64 kB of it, owned by the scan */
    int64_t text_length;
} csv_failure;

typedef struct csv_scan csv_scan;

/* Reads everything. Returns NULL only when there is no memory at all; see csv_scan_failure. */
csv_scan *csv_scan_run(csv_source *source, const csv_plan *plan);
csv_failure csv_scan_failure(const csv_scan *scan);
int64_t csv_scan_rows(const csv_scan *scan);
/* Rows left out because of skip_bad. */
int64_t csv_scan_bad(const csv_scan *scan);
/* Copies a column and lets its memory go. int32_t for whole and text, float for ratings, double for numbers, int64_t
   for times. Returns 0 where there is no memory for it. */
int32_t csv_scan_take(csv_scan *scan, int32_t column, void *into);
/* Distinct values of a whole or text column, and the bytes of all of them together. Call before csv_scan_take.
   Returns -1 where there is no memory. */
int64_t csv_scan_distinct(csv_scan *scan, int32_t column, int64_t *bytes);
/* Texts of the distinct values in the order of their indices: `distinct + 1` offsets into `bytes`. */
void csv_scan_texts(csv_scan *scan, int32_t column, int64_t *offsets, char *bytes);
void csv_scan_free(csv_scan *scan);

/* Unix seconds of a whole number, a decimal (rounded down) or a date like 2009-04-01T12:30:05Z. Returns 1 when the whole
   field is one. */
int csv_time(const char *text, int64_t length, int64_t *value);

#endif
