#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cdesteps.h"

/* Root mean square of x / (atol + rtol max(|y|, |z|)) down the rows, for each lane. */
REEL_CLONES
static void size_of(const block *b, const lanes *x, const lanes *y, const lanes *z, float *out) {
    const ilanes sign = (ilanes){} + (int32_t)0x80000000;
    lanes sum = {0};
    for (size_t r = 0; r < b->rows; r++) {
        lanes one = (lanes)((ilanes)y[r] & ~sign), other = (lanes)((ilanes)z[r] & ~sign), larger;
        ilanes above = one > other;
        pick(&larger, &above, &one, &other);
        lanes part = x[r] / (b->solver.atol + b->solver.rtol * larger);
        sum += part * part;
    }
    for (int i = 0; i < L; i++) out[i] = sqrtf(sum[i] / (float)b->rows);
}

/* The first step of each lane (Hairer, Norsett & Wanner 1993, II.4); k[0] is the derivative at y already. */
static void first_steps(block *b, const lanes *y, const stand *at, lanes *spare, float *steps) {
    float d0[L], d1[L], d2[L], h0[L];
    const float one = 1;
    stand trial = *at;
    size_of(b, y, y, y, d0);
    size_of(b, b->k, y, y, d1);
    for (int i = 0; i < L; i++) {
        h0[i] = d0[i] < 1e-5f || d1[i] < 1e-5f ? 1e-6f : 0.01f * d0[i] / d1[i];
        trial.h[i] = at->h[i] == 0 ? 0 : h0[i];
    }
    lanes *begin = spare, *ahead = spare + b->rows;
    memcpy(begin, b->k, b->rows * sizeof(lanes));
    /* Stage 0 of a step that begins where an Euler step of h0 ends. */
    reel_combine(ahead, y, &trial.h, &one, 1, begin, b->rows);
    for (int i = 0; i < L; i++) trial.s[i] += (b->adjoint ? -1.0 : 1.0) * (double)trial.h[i];
    reel_stages(b, ahead, &trial, 0, 1, 0);
    for (size_t r = 0; r < b->rows; r++) ahead[r] = b->k[r] - begin[r];
    size_of(b, ahead, y, y, d2);
    memcpy(b->k, begin, b->rows * sizeof(lanes));
    for (int i = 0; i < L; i++) {
        float steepest = d2[i] / h0[i] > d1[i] ? d2[i] / h0[i] : d1[i];
        float h1 = steepest <= 1e-15f ? fmaxf(1e-6f, h0[i] * 1e-3f) : powf(0.01f / steepest, 0.2f);
        steps[i] = fminf(100 * h0[i], h1);
        if (!(steps[i] > 1e-6f)) steps[i] = 1e-6f;
    }
}

/* Sets the step that each lane tries: not beyond the end, and not beyond a knot where the derivative jumps. Answers
   whether any lane still goes. */
static int aim(const block *b, stand *at, const float *steps) {
    int going = 0;
    for (int i = 0; i < L; i++) {
        double end = b->adjoint ? 0 : reel_intervals(b, i), left = b->adjoint ? at->s[i] : end - at->s[i];
        at->inside[i] = -1;
        at->h[i] = 0;
        if (left <= 0) continue;
        going = 1;
        if (b->paths.parts == 1) {
            int32_t k = b->adjoint ? (int32_t)ceil(at->s[i]) - 1 : (int32_t)at->s[i];
            at->inside[i] = k;
            left = b->adjoint ? at->s[i] - k : k + 1 - at->s[i];
        }
        at->h[i] = (float)(steps[i] < left ? steps[i] : left);
    }
    return going;
}

/* Moves lane i on by its accepted step, exactly onto the end or knot that it was aimed at. */
static void move(const block *b, stand *at, int i, float step) {
    double way = b->adjoint ? -1 : 1, to = at->s[i] + way * (double)at->h[i];
    at->s[i] = step > at->h[i] ? rint(to) : to;
}

void reel_adapt(block *b, lanes *y, reel_accepted *tell, void *context) {
    const tableau *t = b->t;
    lanes *work = NULL;
    if (posix_memalign((void **)&work, 64, 4 * b->rows * sizeof(lanes))) abort();
    lanes *next = work, *error = work + b->rows, *spare = work + 2 * b->rows;
    const lanes *last = b->k + (size_t)(t->stages - 1) * b->rows;
    const int keeps = b->paths.parts != 1 && !b->adjoint; /* the last stage is the next step's first */
    const lanes whole = (lanes){0} + 1.0f;
    stand at = {.h = whole};
    float steps[L], ratio[L];
    for (int i = 0; i < L; i++) at.s[i] = b->adjoint ? reel_intervals(b, i) : 0, steps[i] = 1;
    int going = aim(b, &at, steps), first = 0;
    if (going) {
        reel_stages(b, y, &at, 0, 1, 0);
        first_steps(b, y, &at, spare, steps);
    }
    for (int32_t attempt = 0; aim(b, &at, steps); attempt++) {
        if (attempt >= b->solver.most) {
            b->counted->failed = 1;
            break;
        }
        if (b->adjoint) reel_gather(b, (size_t)t->stages);
        reel_stages(b, y, &at, first && keeps, t->stages, b->adjoint);
        first = 1;
        reel_combine(next, y, &at.h, t->b, t->stages, b->k, b->rows);
        reel_combine(error, NULL, &at.h, t->error, t->stages, b->k, b->rows);
        size_of(b, error, y, next, ratio);
        ilanes accepted = {0};
        for (int i = 0; i < L; i++)
            if (at.h[i] > 0 && (ratio[i] <= 1 || at.h[i] <= 1e-6f)) accepted[i] = -1, b->counted->accepted++;
        tell(b, context, y, &at, &accepted);
        for (size_t r = 0; r < b->rows; r++) {
            pick(&y[r], &accepted, &next[r], &y[r]);
            if (keeps) pick(&b->k[r], &accepted, &last[r], &b->k[r]);
        }
        for (int i = 0; i < L; i++) {
            if (at.h[i] == 0) continue;
            b->counted->attempted++;
            float factor = ratio[i] > 0 ? 0.9f * powf(ratio[i], -0.2f) : 10;
            factor = !(factor > 0.2f) ? 0.2f : factor > 10 ? 10 : factor;
            if (accepted[i]) {
                if (factor < 1) factor = 1;
                move(b, &at, i, steps[i]);
                /* A step cut short by an end says little about the next one. */
                steps[i] = steps[i] > at.h[i] ? fmaxf(steps[i], at.h[i] * factor) : at.h[i] * factor;
            } else {
                steps[i] = fmaxf(at.h[i] * factor, 1e-6f);
            }
        }
    }
    free(work);
}
