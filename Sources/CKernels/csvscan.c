#define _GNU_SOURCE
#include "csvparts.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SHOWN = 1 << 16, SMALL = 1 << 20 };

static int64_t width_of(int32_t kind) {
    switch (kind) {
    case CSV_SKIP: return 0;
    case CSV_NUMBER:
    case CSV_TIME: return 8;
    default: return 4;
    }
}
static int is_text(int32_t kind) { return kind == CSV_TEXT || kind == CSV_NAME; }

void note_failure(
    worker *w, int32_t code, int32_t column, int32_t fields, int64_t line, const char *row, const char *from,
    const char *to, const char *end) {
    csv_scan *scan = w->scan;
    pthread_mutex_lock(scan->lock);
    if (scan->failure.code == CSV_DONE || w->block < scan->failure_block) {
        /* The line in which the trouble stands: a later one where a quoted field runs over several. */
        const char *begin = from;
        while (begin > row && begin[-1] != '\n') begin--;
        const char *stop = from < end ? memchr(from, '\n', (size_t)(end - from)) : end;
        if (!stop) stop = end;
        if (stop > begin && stop[-1] == '\r') stop--;
        int64_t length = stop - begin < TEXT_SHOWN ? stop - begin : TEXT_SHOWN;
        if (to > stop) to = stop;
        if (scan->failure_text) memcpy(scan->failure_text, begin, (size_t)length);
        else length = 0;
        scan->failure_block = w->block;
        scan->failure = (csv_failure){
            code, column, fields, line, from - begin, to > from ? to - from : 0, scan->failure_text, length};
    }
    atomic_store(&scan->stop, 1);
    pthread_mutex_unlock(scan->lock);
}

int grow_rows(worker *w) {
    int64_t room = w->room + w->room / 2 + 65536;
    for (int32_t c = 0; c < w->scan->plan.columns; c++) {
        part *column = &w->parts[c];
        if (!column->width) continue;
        void *cells = realloc(column->cells, (size_t)(room * column->width));
        if (!cells) return 0;
        column->cells = cells;
    }
    w->room = room;
    return 1;
}

static int push_span(worker *w, block_span span) {
    if (w->span_count == w->span_room) {
        int64_t room = w->span_room * 2 + 64;
        block_span *spans = realloc(w->spans, (size_t)room * sizeof *spans);
        if (!spans) return 0;
        w->spans = spans;
        w->span_room = room;
    }
    w->spans[w->span_count++] = span;
    return 1;
}

static void *work(void *argument) {
    worker *w = argument;
    csv_scan *scan = w->scan;
    const char *p, *end;
    for (;;) {
        pthread_mutex_lock(scan->lock);
        int some = next_block(w, &p, &end);
        double read_part = scan->read_part;
        pthread_mutex_unlock(scan->lock);
        if (!some) return NULL;
        if (w == scan->workers && scan->plan.tick && scan->plan.tick(scan->plan.context, read_part)) {
            note_failure(w, CSV_STOPPED, 0, 0, 0, p, p, p, end);
            return NULL;
        }
        int64_t start = w->rows;
        if (parse_block(w, p, end)) return NULL;
        if (!push_span(w, (block_span){w->block, start, w->rows - start, w->lines, 0})) {
            note_failure(w, CSV_MEMORY, 0, 0, 0, p, p, p, end);
            return NULL;
        }
    }
}

/* ---- the whole scan ---- */

static int by_block(const void *a, const void *b) {
    int64_t x = (*(block_span *const *)a)->block, y = (*(block_span *const *)b)->block;
    return x < y ? -1 : x > y;
}

/* Gives each block its place in the end, and the failure its line. */
static int place_blocks(csv_scan *scan) {
    int64_t count = 0, k = 0, row = 0, line = 0;
    for (int32_t t = 0; t < scan->threads; t++) count += scan->workers[t].span_count;
    block_span **spans = malloc(((size_t)count + 1) * sizeof *spans);
    if (!spans) return 0;
    for (int32_t t = 0; t < scan->threads; t++) {
        worker *w = &scan->workers[t];
        scan->bad += w->bad;
        for (int64_t i = 0; i < w->span_count; i++) spans[k++] = &w->spans[i];
    }
    qsort(spans, (size_t)count, sizeof *spans, by_block);
    for (k = 0; k < count; k++) {
        spans[k]->final = row;
        row += spans[k]->rows;
        if (spans[k]->block < scan->failure_block) line += spans[k]->lines;
    }
    free(spans);
    scan->rows = row;
    scan->failure.line += line + 1;
    return 1;
}

static int prepare(csv_scan *scan) {
    int32_t columns = scan->plan.columns;
    size_t n = (size_t)columns;
    scan->lock = malloc(sizeof(pthread_mutex_t));
    scan->kinds = malloc(n * sizeof *scan->kinds);
    scan->workers = calloc((size_t)scan->threads, sizeof *scan->workers);
    scan->merged = calloc(n, sizeof *scan->merged);
    scan->order = calloc(n, sizeof *scan->order);
    scan->seen = calloc(n, sizeof *scan->seen);
    scan->ranks = calloc(n, sizeof *scan->ranks);
    scan->words = calloc(n, sizeof *scan->words);
    scan->failure_text = malloc(TEXT_SHOWN);
    if (!scan->lock || !scan->kinds || !scan->workers || !scan->merged || !scan->order || !scan->seen ||
        !scan->ranks || !scan->words || !scan->failure_text)
        return 0;
    pthread_mutex_init(scan->lock, NULL);
    memcpy(scan->kinds, scan->plan.kinds, n * sizeof *scan->kinds);
    scan->plan.kinds = scan->kinds;
    for (int32_t t = 0; t < scan->threads; t++) {
        worker *w = &scan->workers[t];
        w->scan = scan;
        if (!(w->parts = calloc(n, sizeof *w->parts))) return 0;
        for (int32_t c = 0; c < columns; c++) {
            w->parts[c].width = width_of(scan->kinds[c]);
        }
    }
    return 1;
}

csv_scan *csv_scan_run(csv_source *source, const csv_plan *plan) {
    csv_scan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->plan = *plan;
    scan->source = source;
    /* Starting a thread for a block or two costs more than it saves. */
    int few = plan->locate >= 0 || plan->threads < 1 || csv_source_total(source) < SMALL;
    scan->threads = few ? 1 : plan->threads;
    if (!prepare(scan)) {
        scan->failure.code = CSV_MEMORY;
        return scan;
    }
    pthread_t *others = calloc((size_t)scan->threads, sizeof *others);
    int32_t started = 1;
    while (others && started < scan->threads &&
           pthread_create(&others[started], NULL, work, &scan->workers[started]) == 0)
        started++;
    work(&scan->workers[0]);
    for (int32_t t = 1; t < started; t++) pthread_join(others[t], NULL);
    free(others);
    if (!place_blocks(scan) || (scan->failure.code == CSV_DONE && !merge_parts(scan)))
        scan->failure.code = CSV_MEMORY;
    for (int32_t t = 0; t < scan->threads; t++) {
        free(scan->workers[t].buffer);
        free(scan->workers[t].scratch);
        scan->workers[t].buffer = scan->workers[t].scratch = NULL;
    }
    return scan;
}

csv_failure csv_scan_failure(const csv_scan *scan) { return scan->failure; }
int64_t csv_scan_rows(const csv_scan *scan) { return scan->rows; }
int64_t csv_scan_bad(const csv_scan *scan) { return scan->bad; }

typedef struct {
    worker *w;
    int32_t column;
    void *into;
} copy_job;

__attribute__((target_clones("popcnt", "default"))) static void
rank_rows(const uint32_t *ids, const uint64_t *seen, const uint32_t *ranks, int64_t n, int32_t *out) {
    for (int64_t k = 0; k < n; k++) {
        uint32_t id = ids[k];
        uint64_t below = seen[id >> 6] & ((1ull << (id & 63)) - 1);
        out[k] = (int32_t)(ranks[id >> 6] + (uint32_t)__builtin_popcountll(below));
    }
}

static void *copy(void *argument) {
    copy_job job = *(copy_job *)argument;
    csv_scan *scan = job.w->scan;
    part *column = &job.w->parts[job.column];
    int32_t kind = scan->kinds[job.column];
    for (int64_t k = 0; k < job.w->span_count; k++) {
        block_span span = job.w->spans[k];
        const char *cells = (const char *)column->cells + span.start * column->width;
        char *into = (char *)job.into + span.final * column->width;
        if (kind == CSV_WHOLE) {
            rank_rows(
                (const uint32_t *)cells, scan->seen[job.column], scan->ranks[job.column], span.rows,
                (int32_t *)into);
        } else if (is_text(kind)) {
            for (int64_t i = 0; i < span.rows; i++)
                ((int32_t *)into)[i] = column->remap[((const int32_t *)cells)[i]];
        } else if (span.rows) {
            memcpy(into, cells, (size_t)(span.rows * column->width));
        }
    }
    free(column->cells);
    column->cells = NULL;
    return NULL;
}

int32_t csv_scan_take(csv_scan *scan, int32_t column, void *into) {
    pthread_t *others = calloc((size_t)scan->threads, sizeof *others);
    copy_job *jobs = calloc((size_t)scan->threads, sizeof *jobs);
    if (!others || !jobs) {
        free(others);
        free(jobs);
        return 0;
    }
    int32_t started = 1;
    for (int32_t t = 0; t < scan->threads; t++) jobs[t] = (copy_job){&scan->workers[t], column, into};
    while (started < scan->threads && pthread_create(&others[started], NULL, copy, &jobs[started]) == 0)
        started++;
    copy(&jobs[0]);
    for (int32_t t = started; t < scan->threads; t++) copy(&jobs[t]);
    for (int32_t t = 1; t < started; t++) pthread_join(others[t], NULL);
    free(others);
    free(jobs);
    return 1;
}

void csv_scan_free(csv_scan *scan) {
    if (!scan) return;
    int32_t columns = scan->plan.columns;
    for (int32_t t = 0; scan->workers && t < scan->threads; t++) {
        worker *w = &scan->workers[t];
        for (int32_t c = 0; w->parts && c < columns; c++) {
            free(w->parts[c].cells);
            free(w->parts[c].seen);
            free(w->parts[c].remap);
            dict_free(&w->parts[c].texts);
        }
        free(w->parts);
        free(w->spans);
        free(w->buffer);
        free(w->scratch);
    }
    for (int32_t c = 0; c < columns; c++) {
        if (scan->merged) dict_free(&scan->merged[c]);
        if (scan->order) free(scan->order[c]);
        if (scan->seen) free(scan->seen[c]);
        if (scan->ranks) free(scan->ranks[c]);
    }
    free(scan->workers);
    free(scan->merged);
    free(scan->order);
    free(scan->seen);
    free(scan->ranks);
    free(scan->words);
    free(scan->kinds);
    free(scan->lock);
    free(scan->carry);
    free(scan->failure_text);
    free(scan);
}
