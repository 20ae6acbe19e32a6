#include "cdefield.h"

#include <string.h>

plan reel_plan(reel_field field) {
    plan p = {.field = field, .count = field.depth + 1};
    size_t numbers = 0, rows = 0, own = 0, width = (size_t)field.width, in = (size_t)field.hidden;
    p.control = rows, rows += (size_t)field.channels;
    p.control_gradient = rows, rows += (size_t)field.channels;
    p.state = rows, rows += in;
    for (int i = 0; i < p.count; i++) {
        layer *l = &p.layers[i];
        int last = i + 1 == p.count, norm = field.norm && !last;
        l->in = in;
        l->out = last ? (size_t)field.hidden * (size_t)field.channels : width;
        l->weight = numbers, numbers += l->in * l->out;
        l->bias = numbers, numbers += l->out;
        if (norm) l->gain = numbers, l->shift = numbers + l->out, numbers += 2 * l->out;
        l->value = rows, rows += l->out;
        if (!last) l->slope = rows, rows += l->out;
        if (norm) l->centred = rows, l->above = rows + l->out, l->spread = rows + 2 * l->out, rows += 2 * l->out + 1;
        l->gradient = rows, rows += l->out;
        l->across = rows, rows += padded(in);
        l->own_weight = own, own += l->out * padded(in);
        l->own_lanes = own, own += l->out * L * (norm ? 3 : 1);
        in = l->out;
    }
    p.parameters = p.packed = numbers;
    for (int i = 0; i < p.count; i++) {
        p.layers[i].turned = p.packed;
        p.packed += p.layers[i].in * p.layers[i].out;
    }
    p.slot = rows;
    p.own = own;
    return p;
}

size_t reel_field_count(reel_field field) { return reel_plan(field).parameters; }
size_t reel_field_packed(reel_field field) { return reel_plan(field).packed; }

void reel_field_pack(reel_field field, const float *parameters, float *packed) {
    plan p = reel_plan(field);
    enum { TILE = 16 };
    memcpy(packed, parameters, p.parameters * sizeof(float));
    for (int i = 0; i < p.count; i++) {
        const layer *l = &p.layers[i];
        const float *from = parameters + l->weight;
        float *to = packed + l->turned;
        for (size_t o = 0; o < l->out; o += TILE)
            for (size_t k = 0; k < l->in; k += TILE)
                for (size_t x = k; x < l->in && x < k + TILE; x++)
                    for (size_t y = o; y < l->out && y < o + TILE; y++) to[x * l->out + y] = from[y * l->in + x];
    }
}

/* y = W x, plus a bias where there is one. */
REEL_ALWAYS void product(const float *w, const float *bias, size_t out, size_t in, const lanes *x, lanes *y) {
    for (size_t o = 0; o < out; o += ROWS) {
        int rows = out - o < ROWS ? (int)(out - o) : ROWS;
        lanes acc[ROWS];
        for (int r = 0; r < rows; r++) acc[r] = (lanes){0} + (bias ? bias[o + (size_t)r] : 0);
        some_rows(rows, 1, in, w + o * in, in, 0, (const float *)x, L, 0, acc);
        for (int r = 0; r < rows; r++) y[o + (size_t)r] = acc[r];
    }
}

/* Layer norm with gain and shift (Ba, Kiros & Hinton 2016), in place. */
REEL_ALWAYS void normalise(const layer *l, const float *packed, lanes *slot, lanes *y) {
    lanes mean = {0}, variance = {0};
    for (size_t o = 0; o < l->out; o++) mean += y[o];
    mean *= 1.0f / (float)l->out;
    for (size_t o = 0; o < l->out; o++) variance += (y[o] - mean) * (y[o] - mean);
    variance = variance * (1.0f / (float)l->out) + 1e-5f;
    lanes inverse;
    for (int i = 0; i < L; i++) inverse[i] = 1.0f / __builtin_sqrtf(variance[i]);
    slot[l->spread] = inverse;
    for (size_t o = 0; o < l->out; o++) {
        lanes centred = (y[o] - mean) * inverse;
        slot[l->centred + o] = centred;
        y[o] = centred * packed[l->gain + o] + packed[l->shift + o];
    }
}

REEL_CLONES
void reel_field_value(const plan *p, const float *packed, lanes *slot, const lanes *z, lanes *k) {
    size_t hidden = (size_t)p->field.hidden, channels = (size_t)p->field.channels;
    const lanes *x = slot + p->state;
    memcpy(slot + p->state, z, hidden * sizeof(lanes));
    for (int i = 0; i + 1 < p->count; i++) {
        const layer *l = &p->layers[i];
        lanes *y = slot + l->value;
        product(packed + l->weight, packed + l->bias, l->out, l->in, x, y);
        if (p->field.norm) normalise(l, packed, slot, y);
        for (size_t o = 0; o < l->out; o++) {
            lanes before = y[o];
            activate(p->field.activation, &before, &y[o], &slot[l->slope + o]);
        }
        x = y;
    }
    const layer *l = &p->layers[p->count - 1];
    lanes *f = slot + l->value;
    const lanes *control = slot + p->control;
    product(packed + l->weight, packed + l->bias, l->out, l->in, x, f);
    for (size_t h = 0; h < hidden; h++) {
        lanes sum = {0};
        for (size_t c = 0; c < channels; c++) {
            lanes before = f[h * channels + c], after;
            tanh_of(&after, &before);
            f[h * channels + c] = after;
            sum += after * control[c];
        }
        k[h] = sum;
    }
}

/* The way back through a layer norm: g becomes the gradient of what went in. */
REEL_ALWAYS void unnormalise(const layer *l, const float *packed, lanes *slot, lanes *g) {
    lanes mean = {0}, along = {0};
    for (size_t o = 0; o < l->out; o++) {
        slot[l->above + o] = g[o];
        g[o] *= packed[l->gain + o];
        mean += g[o];
        along += g[o] * slot[l->centred + o];
    }
    mean *= 1.0f / (float)l->out;
    along *= 1.0f / (float)l->out;
    for (size_t o = 0; o < l->out; o++)
        g[o] = slot[l->spread] * (g[o] - mean - slot[l->centred + o] * along);
}

REEL_CLONES
void reel_field_back(const plan *p, const float *packed, lanes *slot, const lanes *g, lanes *gz, int control) {
    size_t hidden = (size_t)p->field.hidden, channels = (size_t)p->field.channels;
    const layer *l = &p->layers[p->count - 1];
    const lanes *f = slot + l->value, *x = slot + p->control;
    lanes *gf = slot + l->gradient, *gx = slot + p->control_gradient;
    if (control) memset(gx, 0, channels * sizeof(lanes));
    for (size_t h = 0; h < hidden; h++)
        for (size_t c = 0; c < channels; c++) {
            lanes value = f[h * channels + c];
            gf[h * channels + c] = g[h] * x[c] * (1.0f - value * value);
            if (control) gx[c] += g[h] * value;
        }
    for (int i = p->count - 1; i > 0; i--) {
        const layer *from = &p->layers[i], *to = &p->layers[i - 1];
        lanes *below = slot + to->gradient;
        product(packed + from->turned, NULL, from->in, from->out, slot + from->gradient, below);
        for (size_t o = 0; o < to->out; o++) below[o] *= slot[to->slope + o];
        if (p->field.norm) unnormalise(to, packed, slot, below);
    }
    l = &p->layers[0];
    product(packed + l->turned, NULL, l->in, l->out, slot + l->gradient, gz);
}

REEL_CLONES
void reel_field_weigh(const plan *p, lanes *slot, const lanes *weights, int control) {
    lanes w = *weights;
    for (int i = 0; i < p->count; i++) {
        const layer *l = &p->layers[i];
        for (size_t o = 0; o < l->out; o++) slot[l->gradient + o] *= w;
        if (p->field.norm && i + 1 < p->count)
            for (size_t o = 0; o < l->out; o++) slot[l->above + o] *= w;
    }
    if (control)
        for (int c = 0; c < p->field.channels; c++) slot[p->control_gradient + (size_t)c] *= w;
}

/* What went into layer i, [in], turned to [16, padded in]. */
REEL_ALWAYS void turn(const lanes *x, size_t in, float *to) {
    size_t length = padded(in);
    for (size_t i = 0; i < in; i++)
        for (size_t s = 0; s < L; s++) to[s * length + i] = ((const float *)(x + i))[s];
    for (size_t s = 0; s < L; s++)
        for (size_t i = in; i < length; i++) to[s * length + i] = 0;
}

REEL_CLONES
void reel_field_gather(const plan *p, lanes *slots, size_t count, float *own) {
    size_t step = p->slot * L;
    for (int i = 0; i < p->count; i++) {
        const layer *l = &p->layers[i];
        size_t length = padded(l->in), below = i ? p->layers[i - 1].value : p->state;
        for (size_t s = 0; s < count; s++) {
            lanes *slot = slots + s * p->slot;
            turn(slot + below, l->in, (float *)(slot + l->across));
            lanes *sums = (lanes *)(own + l->own_lanes);
            for (size_t o = 0; o < l->out; o++) sums[o] += slot[l->gradient + o];
            if (!p->field.norm || i + 1 == p->count) continue;
            for (size_t o = 0; o < l->out; o++) {
                sums[l->out + o] += slot[l->above + o] * slot[l->centred + o];
                sums[2 * l->out + o] += slot[l->above + o];
            }
        }
        const float *g = (const float *)(slots + l->gradient), *x = (const float *)(slots + l->across);
        for (size_t o = 0; o < l->out; o += ROWS) {
            int rows = l->out - o < ROWS ? (int)(l->out - o) : ROWS;
            for (size_t k = 0; k < length; k += L) {
                float *at = own + l->own_weight + o * length + k;
                lanes acc[ROWS];
                for (int r = 0; r < rows; r++) acc[r] = *(lanes *)(at + (size_t)r * length);
                some_rows(rows, count, L, g + o * L, L, step, x + k, length, step, acc);
                for (int r = 0; r < rows; r++) *(lanes *)(at + (size_t)r * length) = acc[r];
            }
        }
    }
}

static float across(const float *row) {
    float sum = 0;
    for (int s = 0; s < L; s++) sum += row[s];
    return sum;
}

void reel_field_sum(const plan *p, const float *own, float *gradient) {
    for (int i = 0; i < p->count; i++) {
        const layer *l = &p->layers[i];
        const float *w = own + l->own_weight, *sums = own + l->own_lanes;
        for (size_t o = 0; o < l->out; o++) {
            for (size_t k = 0; k < l->in; k++) gradient[l->weight + o * l->in + k] += w[o * padded(l->in) + k];
            gradient[l->bias + o] += across(sums + o * L);
            if (!p->field.norm || i + 1 == p->count) continue;
            gradient[l->gain + o] += across(sums + (l->out + o) * L);
            gradient[l->shift + o] += across(sums + (2 * l->out + o) * L);
        }
    }
}

REEL_CLONES
void reel_cde_tanh(const float *x, float *y, size_t count) {
    for (size_t i = 0; i < count; i += L) {
        lanes v = {0}, t;
        size_t some = count - i < L ? count - i : L;
        memcpy(&v, x + i, some * sizeof(float));
        tanh_of(&t, &v);
        memcpy(y + i, &t, some * sizeof(float));
    }
}
