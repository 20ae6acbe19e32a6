#define _GNU_SOURCE
#include "csvparts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers, eight digits at a time ---- */

static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

/* Eight bytes with '0' taken off, and how many of them, from the front, are digits. */
static inline uint64_t load_digits(const char *p, int *count) {
    uint64_t x;
    memcpy(&x, p, 8);
    x ^= 0x3030303030303030ull;
    uint64_t other = ((x + 0x7676767676767676ull) | x) & 0x8080808080808080ull;
    *count = other ? __builtin_ctzll(other) >> 3 : 8;
    return x;
}

/* The number that the first `count` digits make, 1 to 8: pairs, fours, then all (after D. Lemire, 2018). */
static inline uint32_t digits_value(uint64_t x, int count) {
    x <<= (8 - count) * 8;
    x = x * 10 + (x >> 8);
    return (uint32_t)((((x & 0x000000FF000000FFull) * 0x000F424000000064ull) +
                       (((x >> 16) & 0x000000FF000000FFull) * 0x0000271000000001ull)) >>
                      32);
}

/* ---- fields ---- */

typedef struct {
    const char *separator;
    char first;
    int length, blanks, quotes;
} shape;

static inline int at_separator(const shape *s, const char *p) {
    if (s->blanks) return *p == ' ' || *p == '\t';
    return *p == s->first && (s->length == 1 || !memcmp(p, s->separator, (size_t)s->length));
}
static inline const char *past_separator(const shape *s, const char *p) {
    if (!s->blanks) return p + s->length;
    while (*p == ' ' || *p == '\t') p++;
    return p;
}
/* Bytes of the line end at p, or 0. In runs of blanks those before the line end belong to it. */
static inline int line_end(const shape *s, const char *p) {
    const char *q = p;
    if (s->blanks) q = past_separator(s, q);
    if (*q == '\n') return (int)(q - p) + 1;
    return *q == '\r' && q[1] == '\n' ? (int)(q - p) + 2 : 0;
}
/* End of a field that is not quoted. A block ends with a newline, so this ends too. */
static inline const char *field_end(const shape *s, const char *p) {
    for (;; p++) {
        if (*p == '\n' || (*p == '\r' && p[1] == '\n') || at_separator(s, p)) return p;
    }
}

typedef struct {
    const char *raw, *raw_end; /* with its quotes */
    const char *text;          /* without them */
    int64_t length;
    int code;
} field;

/* Finds a field's bounds and takes its quotes off. */
static field read_field(worker *w, const shape *s, const char *p, const char *end) {
    field f = {.raw = p, .text = p};
    if (!s->quotes || *p != '"') {
        f.raw_end = field_end(s, p);
        f.length = f.raw_end - p;
        return f;
    }
    const char *q = p + 1;
    int64_t n = 0, doubled = 0;
    for (;; q++) {
        q = memchr(q, '"', (size_t)(end - q));
        if (!q) {
            f.code = CSV_OPEN_QUOTE;
            f.raw_end = p + 1;
            return f;
        }
        if (q[1] != '"') break;
        q++;
        doubled = 1;
    }
    f.raw_end = q + 1;
    f.text = p + 1;
    f.length = q - f.text;
    if (!at_separator(s, f.raw_end) && !line_end(s, f.raw_end)) f.code = CSV_AFTER_QUOTE;
    if (!doubled) return f;
    if (f.length > w->scratch_room) {
        char *room = realloc(w->scratch, (size_t)f.length);
        if (!room) {
            f.code = CSV_MEMORY;
            return f;
        }
        w->scratch = room;
        w->scratch_room = f.length;
    }
    for (const char *r = f.text; r < q; r++) {
        w->scratch[n++] = *r;
        if (*r == '"') r++;
    }
    f.text = w->scratch;
    f.length = n;
    return f;
}

static int whole_value(const char *p, int64_t n, uint64_t *value) {
    *value = 0;
    if (n == 0 || n > 8 || (n > 1 && *p == '0')) return 0;
    for (int64_t k = 0; k < n; k++) {
        if (p[k] < '0' || p[k] > '9') return 0;
        *value = *value * 10 + (uint64_t)(p[k] - '0');
    }
    return *value < WHOLE_LIMIT;
}

/* Widens the bitmap so that it has a place for this id. */
static int widen(part *column, uint64_t id) {
    uint64_t words = (id >> 6) + 1, had = column->words;
    if (words > had) {
        words += words / 2 + 64;
        uint64_t *seen = realloc(column->seen, words * sizeof *seen);
        if (!seen) return 0;
        memset(seen + had, 0, (words - had) * sizeof *seen);
        column->seen = seen;
        column->words = words;
    }
    column->top = id + 1;
    return 1;
}

static inline int keep_whole(part *column, int64_t row, uint64_t id) {
    if (id >= column->top && !widen(column, id)) return 0;
    ((uint32_t *)column->cells)[row] = (uint32_t)id;
    column->seen[id >> 6] |= 1ull << (id & 63);
    return 1;
}

/* Keeps a field's value as the column's kind asks; returns a failure's code. */
static int keep(worker *w, int32_t c, const char *text, int64_t length, int64_t first) {
    part *column = &w->parts[c];
    uint64_t id;
    double number;
    int64_t time, index;
    switch (w->scan->kinds[c]) {
    case CSV_WHOLE:
        if (length == 0) return CSV_EMPTY_ID;
        if (!whole_value(text, length, &id)) return CSV_NOT_WHOLE;
        return keep_whole(column, w->rows, id) ? 0 : CSV_MEMORY;
    case CSV_NAME:
        if (length == 0) return CSV_EMPTY_ID;
        /* fall through */
    case CSV_TEXT:
        if ((index = dict_intern(&column->texts, text, length, first)) < 0) return CSV_MEMORY;
        ((int32_t *)column->cells)[w->rows] = (int32_t)index;
        return 0;
    case CSV_RATING:
        if (!parse_decimal(text, length, &number)) return CSV_BAD_RATING;
        ((float *)column->cells)[w->rows] = (float)number;
        return 0;
    case CSV_NUMBER:
        if (length == 0) number = NAN;
        else if (!parse_decimal(text, length, &number)) return CSV_BAD_NUMBER;
        ((double *)column->cells)[w->rows] = number;
        return 0;
    case CSV_TIME:
        if (!csv_time(text, length, &time)) return CSV_BAD_TIME;
        ((int64_t *)column->cells)[w->rows] = time;
        return 0;
    }
    return 0;
}

/* The common case: a plain number or a short text, kept without a second look. Returns its end, or NULL. */
static inline const char *
keep_fast(worker *w, const shape *s, int32_t kind, part *column, const char *p, int64_t first) {
    int n, m;
    uint64_t x, id;
    double number;
    switch (kind) {
    case CSV_SKIP: return s->quotes && *p == '"' ? NULL : field_end(s, p);
    case CSV_WHOLE:
        x = load_digits(p, &n);
        if (n == 0 || (n > 1 && *p == '0')) return NULL;
        if ((id = digits_value(x, n)) >= WHOLE_LIMIT || (n == 8 && p[8] >= '0' && p[8] <= '9')) return NULL;
        return keep_whole(column, w->rows, id) ? p + n : NULL;
    case CSV_TEXT:
    case CSV_NAME: {
        if (s->quotes && *p == '"') return NULL;
        const char *q = field_end(s, p);
        if (q == p && kind == CSV_NAME) return NULL;
        int64_t index = dict_intern(&column->texts, p, q - p, first);
        if (index < 0) return NULL;
        ((int32_t *)column->cells)[w->rows] = (int32_t)index;
        return q;
    }
    case CSV_TIME: {
        x = load_digits(p, &n);
        if (n == 0) return NULL;
        int64_t time = digits_value(x, n);
        const char *q = p + n;
        if (n == 8)
            for (; q < p + 18 && *q >= '0' && *q <= '9'; q++) time = time * 10 + (*q - '0');
        ((int64_t *)column->cells)[w->rows] = time;
        return q;
    }
    default: /* ratings and numbers */
        x = load_digits(p, &n);
        if (n == 0 || n == 8) return NULL;
        number = digits_value(x, n);
        p += n;
        if (*p == '.') {
            x = load_digits(p + 1, &m);
            if (m == 0 || m == 8) return NULL;
            number = (number * powers[m] + digits_value(x, m)) / powers[m];
            p += m + 1;
        }
        if (kind == CSV_RATING) ((float *)column->cells)[w->rows] = (float)number;
        else ((double *)column->cells)[w->rows] = number;
        return p;
    }
}

/* ---- rows ---- */

static int64_t newlines(const char *p, const char *end) {
    int64_t n = 0;
    for (; (p = memchr(p, '\n', (size_t)(end - p))); p++) n++;
    return n;
}

/* Returns where the byte stands that cannot be UTF-8 (RFC 3629), or NULL. */
static const char *find_not_utf8(const char *p, const char *end) {
    uint64_t x;
    while (p < end) {
        while (end - p >= 8 && (memcpy(&x, p, 8), !(x & 0x8080808080808080ull))) p += 8;
        if (p == end) break;
        unsigned char c = (unsigned char)*p;
        if (c < 0x80) {
            p++;
            continue;
        }
        int more = c >= 0xC2 && c <= 0xDF ? 1 : c >= 0xE0 && c <= 0xEF ? 2 : c >= 0xF0 && c <= 0xF4 ? 3 : 0;
        if (!more || end - p <= more) return p;
        unsigned char d = (unsigned char)p[1];
        if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F) || (c == 0xF0 && d < 0x90) ||
            (c == 0xF4 && d > 0x8F))
            return p;
        for (int k = 1; k <= more; k++)
            if (((unsigned char)p[k] & 0xC0) != 0x80) return p;
        p += more + 1;
    }
    return NULL;
}

/* How many fields a row has, for the message about a ragged one; *past is where the next row begins. */
static int32_t count_fields(worker *w, const shape *s, const char *p, const char *end, const char **past) {
    for (int32_t n = 1;; n++) {
        field f = read_field(w, s, p, end);
        int width = f.code == CSV_OPEN_QUOTE ? 0 : line_end(s, f.raw_end);
        if (width || f.code) {
            const char *newline = memchr(f.raw_end, '\n', (size_t)(end - f.raw_end));
            *past = width ? f.raw_end + width : newline ? newline + 1 : end;
            return n;
        }
        p = past_separator(s, f.raw_end);
    }
}

typedef struct {
    int code, many_lines;
    int32_t column;
    const char *from, *to; /* what is wrong */
} row_outcome;

/* Keeps the fields of one row and moves *p behind it. */
static inline row_outcome
parse_row(worker *w, const shape *s, const char **p, const char *end, int64_t first) {
    const int32_t last = w->scan->plan.columns - 1, *kinds = w->scan->kinds;
    row_outcome out = {0};
    for (int32_t c = 0; c <= last; c++) {
        const char *q = keep_fast(w, s, kinds[c], &w->parts[c], *p, first);
        int plain = q && (c < last ? at_separator(s, q) && !(s->blanks && line_end(s, q)) : line_end(s, q));
        if (!plain) {
            field f = read_field(w, s, *p, end);
            q = f.raw_end;
            out.code = f.code ? f.code : keep(w, c, f.text, f.length, first);
            out.many_lines |= f.raw != f.text;
            out.column = c;
            out.from = *p;
            out.to = q;
            if (out.code) return out;
            if (c < last ? line_end(s, q) : !line_end(s, q)) {
                out.code = CSV_RAGGED;
                out.from = q;
                return out;
            }
        }
        *p = c < last ? past_separator(s, q) : q + line_end(s, q);
    }
    return out;
}

/* Whether a fault concerns one row's data, so that the row may be left out. */
static int is_data_fault(int code) {
    return code == CSV_RAGGED || code == CSV_BAD_RATING || code == CSV_BAD_TIME || code == CSV_EMPTY_ID ||
           code == CSV_AFTER_QUOTE;
}

/* Skips the header row. Returns 1 after noting that it holds bytes that are not UTF-8. */
static int
skip_header(worker *w, const shape *s, const char **p, const char *end, const char *strange, int64_t *line) {
    const char *row = *p;
    count_fields(w, s, row, end, p);
    if (strange && strange < *p) {
        note_failure(w, CSV_NOT_UTF8, 0, 0, newlines(row, strange), row, strange, strange + 1, end);
        return 1;
    }
    *line += newlines(row, *p);
    return 0;
}

int parse_block(worker *w, const char *p, const char *end) {
    const csv_plan *plan = &w->scan->plan;
    const shape s = {plan->separator, plan->separator[0], plan->separator_length, plan->blanks, plan->quotes};
    int64_t line = 0, tried = 0; /* rows tried: what tells when a text was first seen */
    int32_t header = w->block == 0 ? plan->header : 0;
    const char *strange = plan->any_bytes ? NULL : find_not_utf8(p, end);
    while (p < end) {
        if (s.blanks) p = past_separator(&s, p);
        int empty = line_end(&s, p);
        if (empty) {
            p += empty;
            line++;
            continue;
        }
        if (header > 0) {
            header--;
            if (skip_header(w, &s, &p, end, strange, &line)) return 1;
            continue;
        }
        const char *row = p;
        row_outcome out = {0, 0, 0, p, p};
        if (w->rows == w->room && !grow_rows(w)) out.code = CSV_MEMORY;
        else if (plan->locate == w->rows) out = (row_outcome){CSV_LOCATED, 0, 0, p, field_end(&s, p)};
        else out = parse_row(w, &s, &p, end, w->block << 32 | tried++);
        if (strange && strange < p && !out.code)
            out = (row_outcome){CSV_NOT_UTF8, 0, 0, strange, strange + 1};
        if (out.code) {
            const char *past = p;
            int32_t fields = count_fields(w, &s, row, end, &past);
            if (!plan->skip_bad || !is_data_fault(out.code)) {
                int64_t above = newlines(row, out.from);
                note_failure(w, out.code, out.column, fields, line + above, row, out.from, out.to, end);
                return 1;
            }
            line += newlines(row, past);
            p = past;
            if (strange && strange < p) strange = find_not_utf8(p, end);
            w->bad++;
            continue;
        }
        line += out.many_lines ? newlines(row, p) : 1;
        w->rows++;
    }
    w->lines = line;
    return 0;
}
