#include "cdesteps.h"

#include <stdlib.h>
#include <string.h>

const tableau *reel_tableau(int method) {
    /* RK4 is Kutta's 3/8 rule (1901), as torchdiffeq's; the last is Dormand & Prince 1980, table 2. */
    static const tableau tables[] = {
        {1, 1, {0}, {{0}}, {1}, {0}},
        {2, 2, {0, .5f}, {{0}, {.5f}}, {0, 1}, {0}},
        {4,
         4,
         {0, 1.f / 3, 2.f / 3, 1},
         {{0}, {1.f / 3}, {-1.f / 3, 1}, {1, -1, 1}},
         {1.f / 8, 3.f / 8, 3.f / 8, 1.f / 8},
         {0}},
        {7,
         6,
         {0, .2f, .3f, .8f, 8.f / 9, 1, 1},
         {{0},
          {.2f},
          {3.f / 40, 9.f / 40},
          {44.f / 45, -56.f / 15, 32.f / 9},
          {(float)(19372. / 6561), (float)(-25360. / 2187), (float)(64448. / 6561), (float)(-212. / 729)},
          {(float)(9017. / 3168), (float)(-355. / 33), (float)(46732. / 5247), (float)(49. / 176),
           (float)(-5103. / 18656)},
          {(float)(35. / 384), 0, (float)(500. / 1113), (float)(125. / 192), (float)(-2187. / 6784),
           (float)(11. / 84)}},
         {(float)(35. / 384), 0, (float)(500. / 1113), (float)(125. / 192), (float)(-2187. / 6784), (float)(11. / 84)},
         {(float)(71. / 57600), 0, (float)(-71. / 16695), (float)(71. / 1920), (float)(-17253. / 339200),
          (float)(22. / 525), (float)(-1. / 40)}},
    };
    return &tables[method < 0 || method > 3 ? 3 : method];
}

static void *room(size_t rows) {
    void *out = NULL;
    if (posix_memalign(&out, 64, (rows ? rows : 1) * sizeof(lanes))) abort();
    return out;
}

block reel_block(reel_field field, const float *packed, reel_solver solver, reel_paths paths, const int32_t *order,
                 int32_t count, int adjoint, int gathering, reel_cde_count *counted) {
    block b = {.p = reel_plan(field), .packed = packed, .solver = solver, .t = reel_tableau(solver.method)};
    b.paths = paths, b.order = order, b.count = count, b.adjoint = adjoint, b.counted = counted;
    b.rows = (size_t)field.hidden * (adjoint ? 2 : 1);
    b.capacity = gathering ? ((size_t)1 << 20) / (b.p.slot * sizeof(lanes)) : 1;
    if (b.capacity > 16) b.capacity = 16;
    if (gathering && b.capacity < (size_t)b.t->stages) b.capacity = (size_t)b.t->stages;
    b.slots = room(b.capacity * b.p.slot);
    b.k = room((size_t)b.t->stages * b.rows);
    b.inner = room(b.rows);
    if (gathering) {
        b.own = room(b.p.own / L);
        memset(b.own, 0, b.p.own * sizeof(float));
    }
    return b;
}

void reel_block_free(block *b) {
    free(b->slots);
    free(b->k);
    free(b->inner);
    free(b->own);
}

int32_t reel_intervals(const block *b, int lane) { return lane < b->count ? b->paths.intervals[b->order[lane]] : 0; }
int32_t reel_longest(const block *b) {
    int32_t most = 0;
    for (int i = 0; i < b->count; i++)
        if (reel_intervals(b, i) > most) most = reel_intervals(b, i);
    return most;
}

void reel_lanes_in(const block *b, const float *from, lanes *to) {
    size_t hidden = (size_t)b->p.field.hidden;
    memset(to, 0, hidden * sizeof(lanes));
    for (int i = 0; i < b->count; i++)
        for (size_t h = 0; h < hidden; h++) ((float *)(to + h))[i] = from[(size_t)b->order[i] * hidden + h];
}
void reel_lanes_out(const block *b, const lanes *from, float *to) {
    size_t hidden = (size_t)b->p.field.hidden;
    for (int i = 0; i < b->count; i++)
        for (size_t h = 0; h < hidden; h++) to[(size_t)b->order[i] * hidden + h] = ((const float *)(from + h))[i];
}

/* The interval and the place in it of a stage, and where its control begins; -1 where the lane has no path. */
static ptrdiff_t place(const block *b, int lane, const stand *at, float stage, float *u) {
    int32_t intervals = reel_intervals(b, lane), k = at->inside[lane];
    if (intervals < 1) return -1;
    double step = (double)stage * (double)at->h[lane], s = at->s[lane] + (b->adjoint ? -step : step);
    if (k < 0) k = (int32_t)s;
    if (k > intervals - 1) k = intervals - 1;
    if (k < 0) k = 0;
    double inside = s - k;
    *u = (float)(inside < 0 ? 0 : inside > 1 ? 1 : inside);
    size_t channels = (size_t)b->p.field.channels;
    return (ptrdiff_t)((size_t)b->order[lane] * b->paths.stride + (size_t)k * (size_t)b->paths.parts * channels);
}

static void control(const block *b, const stand *at, float stage, lanes *out) {
    size_t channels = (size_t)b->p.field.channels;
    for (int i = 0; i < L; i++) {
        float u = 0, *to = (float *)out + i;
        ptrdiff_t from = place(b, i, at, stage, &u);
        const float *p = b->paths.control + from;
        if (from < 0)
            for (size_t c = 0; c < channels; c++) to[c * L] = 0;
        else if (b->paths.parts == 1)
            for (size_t c = 0; c < channels; c++) to[c * L] = p[c];
        else
            for (size_t c = 0; c < channels; c++) to[c * L] = p[c] + u * (p[channels + c] + u * p[2 * channels + c]);
    }
}

void reel_control_back(block *b, const lanes *slot, const stand *at, int stage) {
    if (!b->control_gradient) return;
    size_t channels = (size_t)b->p.field.channels;
    for (int i = 0; i < L; i++) {
        float u = 0;
        ptrdiff_t from = at->h[i] == 0 ? -1 : place(b, i, at, b->t->at[stage], &u);
        if (from < 0) continue;
        float *to = b->control_gradient + from;
        const float *g = (const float *)(slot + b->p.control_gradient) + i;
        for (size_t c = 0; c < channels; c++) to[c] += g[c * L];
        if (b->paths.parts == 1) continue;
        for (size_t c = 0; c < channels; c++) {
            to[channels + c] += u * g[c * L];
            to[2 * channels + c] += u * u * g[c * L];
        }
    }
}

REEL_CLONES
void reel_combine(lanes *out, const lanes *y, const lanes *h, const float *weights, int count, const lanes *v,
                  size_t rows) {
    lanes step = *h;
    for (size_t r = 0; r < rows; r++) {
        lanes sum = {0};
        for (int j = 0; j < count; j++)
            if (weights[j] != 0) sum += v[(size_t)j * rows + r] * weights[j];
        out[r] = (y ? y[r] : (lanes){0}) + step * sum;
    }
}

void reel_stages(block *b, const lanes *y, const stand *at, int first, int count, int apart) {
    size_t hidden = (size_t)b->p.field.hidden;
    for (int i = first; i < count; i++) {
        lanes *slot = b->slots + (apart ? b->filled + (size_t)i : 0) * b->p.slot, *k = b->k + (size_t)i * b->rows;
        reel_combine(b->inner, y, &at->h, b->t->a[i], i, b->k, b->rows);
        control(b, at, b->t->at[i], slot + b->p.control);
        reel_field_value(&b->p, b->packed, slot, b->inner, k);
        b->counted->evaluations++;
        if (!b->adjoint) continue;
        /* Against the direction of s: z' = -f dX, a' = (df/dz dX)' a. */
        for (size_t h = 0; h < hidden; h++) k[h] = -k[h];
        reel_field_back(&b->p, b->packed, slot, b->inner + hidden, k + hidden, b->control_gradient != NULL);
    }
}

void reel_gather(block *b, size_t wanted) {
    if (b->filled + wanted <= b->capacity) return;
    reel_field_gather(&b->p, b->slots, b->filled, b->own);
    b->filled = 0;
}
