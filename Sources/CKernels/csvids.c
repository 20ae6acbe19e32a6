#define _GNU_SOURCE
#include "csvparts.h"
#include <stdlib.h>
#include <string.h>

static inline uint64_t load(const char *p, int64_t n) {
    uint64_t x = 0;
    memcpy(&x, p, (size_t)n);
    return x;
}

/* Multiplies and folds eight bytes at a time, after wyhash (Wang Yi, public domain); the texts are no
   adversary. */
static uint32_t hash_text(const char *p, int64_t n) {
    uint64_t h = 0x9E3779B97F4A7C15ull ^ (uint64_t)n;
    while (n > 0) {
        int64_t step = n < 8 ? n : 8;
        unsigned __int128 m = (unsigned __int128)(h ^ load(p, step)) * 0xD6E8FEB86659FD93ull;
        h = (uint64_t)m ^ (uint64_t)(m >> 64);
        p += step;
        n -= step;
    }
    h *= 0xA0761D6478BD642Full;
    return (uint32_t)(h >> 32);
}

static int dict_grow(dict *d) {
    uint64_t slots = d->mask ? (d->mask + 1) * 2 : 1024;
    dict_slot *fresh = calloc(slots, sizeof *fresh);
    int64_t capacity = (int64_t)(slots / 2);
    dict_entry *entries = realloc(d->entries, (size_t)capacity * sizeof *entries);
    if (entries) d->entries = entries;
    if (!fresh || !entries) {
        free(fresh);
        return 0;
    }
    for (int64_t k = 0; k < d->count; k++) {
        uint64_t at = entries[k].hash & (slots - 1);
        while (fresh[at].index) at = (at + 1) & (slots - 1);
        fresh[at] = (dict_slot){entries[k].hash, (uint32_t)k + 1};
    }
    free(d->slots);
    d->slots = fresh;
    d->mask = slots - 1;
    d->capacity = capacity;
    return 1;
}

int64_t dict_intern(dict *d, const char *text, int64_t length, int64_t first) {
    if (d->count == d->capacity && (d->count >= INT32_MAX / 2 || !dict_grow(d))) return -1;
    uint32_t hash = hash_text(text, length);
    uint64_t at = hash & d->mask;
    while (d->slots[at].index) {
        dict_entry *e = &d->entries[d->slots[at].index - 1];
        if (d->slots[at].hash == hash && e->length == length &&
            !memcmp(d->arena + e->offset, text, (size_t)length))
            return d->slots[at].index - 1;
        at = (at + 1) & d->mask;
    }
    if (d->used + length >= d->arena_capacity) {
        int64_t room = (d->arena_capacity + length) * 2 + 4096;
        char *arena = realloc(d->arena, (size_t)room);
        if (!arena) return -1;
        d->arena = arena;
        d->arena_capacity = room;
    }
    memcpy(d->arena + d->used, text, (size_t)length);
    d->entries[d->count] = (dict_entry){d->used, first, (uint32_t)length, hash};
    d->used += length;
    d->slots[at] = (dict_slot){hash, (uint32_t)d->count + 1};
    return d->count++;
}

void dict_free(dict *d) {
    free(d->slots);
    free(d->entries);
    free(d->arena);
    *d = (dict){0};
}

static int is_whole(const char *p, int64_t n) {
    int64_t from = n > 1 && p[0] == '-';
    for (int64_t k = from; k < n; k++)
        if (p[k] < '0' || p[k] > '9') return 0;
    return n > 0;
}

static int by_first(const void *a, const void *b, void *context) {
    const dict *d = context;
    int64_t x = d->entries[*(const uint32_t *)a].first, y = d->entries[*(const uint32_t *)b].first;
    return x < y ? -1 : x > y;
}

/* Compares whole numbers of any length: sign, digits without leading zeros, at last the texts ("7", "07"). */
static int by_number(const void *a, const void *b, void *context) {
    const dict *d = context;
    const dict_entry *x = &d->entries[*(const uint32_t *)a], *y = &d->entries[*(const uint32_t *)b];
    const char *p = d->arena + x->offset, *q = d->arena + y->offset;
    int64_t m = x->length, n = y->length;
    int minus = m > 1 && *p == '-', other = n > 1 && *q == '-';
    if (minus != other) return minus ? -1 : 1;
    p += minus, m -= minus, q += other, n -= other;
    while (m > 1 && *p == '0') p++, m--;
    while (n > 1 && *q == '0') q++, n--;
    int order = m != n ? (m < n ? -1 : 1) : memcmp(p, q, (size_t)m);
    if (order) return minus ? -order : order;
    return x->length < y->length ? -1 : x->length > y->length;
}

int dict_order(const dict *d, uint32_t *order) {
    int whole = d->count > 0;
    for (int64_t k = 0; k < d->count; k++) {
        order[k] = (uint32_t)k;
        whole = whole && is_whole(d->arena + d->entries[k].offset, d->entries[k].length);
    }
    qsort_r(order, (size_t)d->count, sizeof *order, whole ? by_number : by_first, (void *)d);
    return whole;
}

/* ---- joining the threads ---- */

static int merge_whole(csv_scan *scan, int32_t column) {
    size_t used = 0;
    for (int32_t t = 0; t < scan->threads; t++) {
        size_t words = (size_t)(scan->workers[t].parts[column].top + 63) / 64;
        if (words > used) used = words;
    }
    uint64_t *seen = calloc(used + 1, sizeof *seen);
    if (!seen) return 0;
    scan->seen[column] = seen;
    for (int32_t t = 0; t < scan->threads; t++) {
        uint64_t *mine = scan->workers[t].parts[column].seen;
        size_t words = (size_t)(scan->workers[t].parts[column].top + 63) / 64;
        for (size_t k = 0; k < words; k++) seen[k] |= mine[k];
        free(mine);
        scan->workers[t].parts[column].seen = NULL;
    }
    uint32_t *ranks = malloc((used + 1) * sizeof *ranks), below = 0;
    if (!ranks) return 0;
    for (size_t k = 0; k < used; k++) {
        ranks[k] = below;
        below += (uint32_t)__builtin_popcountll(seen[k]);
    }
    ranks[used] = below;
    scan->ranks[column] = ranks;
    scan->merged[column].count = below;
    scan->words[column] = (int64_t)used;
    return 1;
}

static int merge_texts(csv_scan *scan, int32_t column) {
    dict *all = &scan->merged[column];
    for (int32_t t = 0; t < scan->threads; t++) {
        part *p = &scan->workers[t].parts[column];
        p->remap = malloc(((size_t)p->texts.count + 1) * sizeof *p->remap);
        if (!p->remap) return 0;
        for (int64_t k = 0; k < p->texts.count; k++) {
            dict_entry e = p->texts.entries[k];
            int64_t index = dict_intern(all, p->texts.arena + e.offset, e.length, e.first);
            if (index < 0) return 0;
            if (e.first < all->entries[index].first) all->entries[index].first = e.first;
            p->remap[k] = (int32_t)index;
        }
        p->remapped = p->texts.count;
        dict_free(&p->texts);
    }
    uint32_t *order = malloc(((size_t)all->count + 1) * sizeof *order);
    int32_t *place = malloc(((size_t)all->count + 1) * sizeof *place);
    scan->order[column] = order;
    if (!order || !place) {
        free(place);
        return 0;
    }
    dict_order(all, order);
    for (int64_t k = 0; k < all->count; k++) place[order[k]] = (int32_t)k;
    for (int32_t t = 0; t < scan->threads; t++) {
        part *p = &scan->workers[t].parts[column];
        for (int64_t k = 0; k < p->remapped; k++) p->remap[k] = place[p->remap[k]];
    }
    free(place);
    return 1;
}

int merge_parts(csv_scan *scan) {
    for (int32_t c = 0; c < scan->plan.columns; c++) {
        if (scan->kinds[c] == CSV_WHOLE && !merge_whole(scan, c)) return 0;
        if ((scan->kinds[c] == CSV_TEXT || scan->kinds[c] == CSV_NAME) && !merge_texts(scan, c)) return 0;
    }
    return 1;
}

int64_t csv_scan_distinct(csv_scan *scan, int32_t column, int64_t *bytes) {
    const dict *d = &scan->merged[column];
    *bytes = scan->kinds[column] == CSV_WHOLE ? d->count * 8 : d->used;
    return d->count;
}

void csv_scan_texts(csv_scan *scan, int32_t column, int64_t *offsets, char *bytes) {
    const dict *d = &scan->merged[column];
    int64_t at = 0, count = 0;
    if (scan->kinds[column] == CSV_WHOLE) {
        for (int64_t word = 0; word < scan->words[column]; word++) {
            for (uint64_t left = scan->seen[column][word]; left; left &= left - 1) {
                uint64_t id = (uint64_t)word * 64 + (uint64_t)__builtin_ctzll(left);
                char digits[8];
                int n = 0;
                do digits[n++] = (char)('0' + id % 10);
                while (id /= 10);
                offsets[count++] = at;
                while (n) bytes[at++] = digits[--n];
            }
        }
    } else {
        for (; count < d->count; count++) {
            dict_entry e = d->entries[scan->order[column][count]];
            offsets[count] = at;
            memcpy(bytes + at, d->arena + e.offset, e.length);
            at += e.length;
        }
    }
    offsets[count] = at;
}
