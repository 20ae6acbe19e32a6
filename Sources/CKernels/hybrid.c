/* Stochastic gradients for sums of feature vectors. Rows are read and written without locks (Niu et al., Hogwild!,
   NeurIPS 2011): with one thread the outcome is exact. */
#include "include/hybrid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clones.h"
#include "hybridrows.h"

typedef struct {
    const reel_hybrid *rules;
    const reel_side *users, *items;
    uint64_t state;
    float *user, *positive, *negative, *between; /* [width] each */
    float *values;                               /* k-OS: [positives] */
    int32_t *drawn;
    /* Items as they were when the walk began, [entities, width] and [entities], or NULL: what is searched. */
    float *items_then, *biases_then;
} walk;

ALWAYS uint64_t mixed(uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

/* xorshift64* (Vigna 2016), then a number below the bound. */
ALWAYS uint64_t below(uint64_t *state, uint64_t bound) {
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return (uint64_t)(((unsigned __int128)(x * 0x2545F4914F6CDD1Du) * bound) >> 64);
}

void reel_hybrid_shuffle(reel_example *examples, int64_t count, uint64_t seed) {
    uint64_t state = mixed(seed) | 1;
    for (int64_t i = count - 1; i > 0; i--) {
        int64_t j = (int64_t)below(&state, (uint64_t)i + 1);
        reel_example swap = examples[i];
        examples[i] = examples[j];
        examples[j] = swap;
    }
}

/* Where the search for an item begins among the 2 n slots of a row that has n. */
ALWAYS int64_t slot_of(int32_t item, int64_t n) {
    return (int64_t)(((uint64_t)((uint32_t)item * 2654435769u) * (uint64_t)(2 * n)) >> 32);
}

ALWAYS int64_t next_slot(int64_t slot, int64_t n) { return slot + 1 < 2 * n ? slot + 1 : 0; }

void reel_hybrid_slots(const int64_t *offsets, const int32_t *items, int64_t users, int32_t *slots) {
    for (int64_t u = 0; u < users; u++) {
        int64_t n = offsets[u + 1] - offsets[u];
        int32_t *own = slots + 2 * offsets[u];
        for (int64_t k = 0; k < 2 * n; k++) own[k] = -1;
        for (int64_t t = offsets[u]; t < offsets[u + 1]; t++) {
            int64_t slot = slot_of(items[t], n);
            while (own[slot] >= 0) slot = next_slot(slot, n);
            own[slot] = items[t];
        }
    }
}

/* Whether the user had the item: one or two looks, where a binary search takes eight that nothing foretells. */
ALWAYS int had(const reel_hybrid *rules, int32_t user, int32_t item) {
    int64_t start = rules->had_offsets[user], n = rules->had_offsets[user + 1] - start;
    if (n == 0) return 0;
    const int32_t *own = rules->had_slots + 2 * start;
    for (int64_t slot = slot_of(item, n); own[slot] >= 0; slot = next_slot(slot, n))
        if (own[slot] == item) return 1;
    return 0;
}

ALWAYS void prefetch_slot(const reel_hybrid *r, int32_t user, int32_t item) {
    int64_t start = r->had_offsets[user], n = r->had_offsets[user + 1] - start;
    __builtin_prefetch(r->had_slots + 2 * start + slot_of(item, n), 0, 3);
}

ALWAYS int64_t draw_place(walk *w) { return (int64_t)below(&w->state, (uint64_t)w->rules->pool_count); }
ALWAYS int32_t draw(walk *w) { return w->rules->pool[draw_place(w)]; }

ALWAYS float sigmoid(float x) { return 1 / (1 + expf(-x)); }
/* log(1 + exp(x)) without overflow. */
ALWAYS double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }

/* One pair moved apart: the user towards the positive and away from the negative, and they likewise. */
ALWAYS void part(walk *w, flavour f, const reel_example *e, int32_t positive, int32_t negative, const float *user,
                 const float *p, const float *n, float loss) {
    const reel_hybrid *r = w->rules;
    if (!f.sums) {
        update_three(r, w->users, e->user, w->items, positive, negative, loss, f);
        return;
    }
    for (int32_t c = 0; c < r->width; c++) w->between[c] = n[c] - p[c];
    update(r, w->items, positive, user, -loss, -loss, f);
    update(r, w->items, negative, user, loss, loss, f);
    /* A user's bias moves all items alike: no order depends on it. */
    update(r, w->users, e->user, w->between, loss, 0, f);
}

ALWAYS double pointwise(walk *w, const reel_example *e, flavour f) {
    const reel_hybrid *r = w->rules;
    float selves[2] = {0, 0};
    float ub = represent(w->users, e->user, r->width, w->user, f.inner ? selves : NULL);
    float ib = represent(w->items, e->item, r->width, w->positive, f.inner ? selves + 1 : NULL);
    float score = ub + ib + selves[0] + selves[1] + dot(w->user, w->positive, r->width);
    float loss = r->loss == reel_loss_logistic ? sigmoid(score) - e->target : score - e->target;
    double measured = r->loss == reel_loss_logistic ? softplus(e->target > 0 ? -(double)score : score)
                                               : (double)loss * loss;
    loss *= e->weight;
    if (f.inner) {
        for (int32_t c = 0; c < r->width; c++) w->between[c] = w->user[c] + w->positive[c];
        update(r, w->items, e->item, w->between, loss, loss, f);
        update(r, w->users, e->user, w->between, loss, loss, f);
    } else {
        update(r, w->items, e->item, w->user, loss, loss, f);
        update(r, w->users, e->user, w->positive, loss, loss, f);
    }
    return e->weight * measured;
}

/* An item as it is searched for: as it is, or was when the walk began where that spares adding up its features. */
ALWAYS const float *glance(walk *w, int32_t item, float *room, float *bias, flavour f) {
    if (!w->items_then) return view(w->items, item, w->rules->width, room, bias, f);
    *bias = w->biases_then[item];
    return w->items_then + (int64_t)item * w->rules->width;
}

/* An item that might do as a negative, with all that will be asked of it on its way. */
ALWAYS int32_t draw_ahead(walk *w, int32_t user, flavour f) {
    int32_t item = draw(w);
    prefetch_row(w->items, item, w->rules->width, 0, f);
    prefetch_slot(w->rules, user, item);
    return item;
}

/* WARP (Weston, Bengio & Usunier, IJCAI 2011): the first of `sampled` negatives that comes within 1 of the positive
   tells how far up the list the positive stands. */
ALWAYS double warp(walk *w, const reel_example *e, int32_t item, const float *user, const float *p, float score,
                   int32_t next, flavour f) {
    const reel_hybrid *r = w->rules;
    for (int32_t tried = 1; tried <= r->sampled; tried++) {
        int32_t candidate = next;
        if (tried < r->sampled) next = draw_ahead(w, e->user, f);
        float bias;
        const float *n = glance(w, candidate, w->negative, &bias, f);
        float gap = dot(user, n, r->width) + bias - (score - 1);
        if (!(gap > 0) || had(r, e->user, candidate)) continue;
        if (w->items_then) n = view(w->items, candidate, r->width, w->negative, &bias, f);
        float loss = e->weight * r->rank_losses[tried];
        part(w, f, e, item, candidate, user, p, n, loss);
        return (double)loss * gap;
    }
    return 0;
}

ALWAYS double warp_example(walk *w, const reel_example *e, int32_t first, flavour f) {
    const reel_hybrid *r = w->rules;
    float ignored, bias;
    const float *user = view(w->users, e->user, r->width, w->user, &ignored, f);
    const float *p = view(w->items, e->item, r->width, w->positive, &bias, f);
    return warp(w, e, e->item, user, p, bias + dot(user, p, r->width), first, f);
}

/* k-OS (Weston, Yee & Weiss, RecSys 2013): of some positives of the user the k-th best takes the positive's place. */
ALWAYS double kos_example(walk *w, const reel_example *e, int32_t first, flavour f) {
    const reel_hybrid *r = w->rules;
    int64_t start = r->had_offsets[e->user], many = r->had_offsets[e->user + 1] - start;
    if (many == 0) return 0;
    float ignored, bias;
    const float *user = view(w->users, e->user, r->width, w->user, &ignored, f);
    int32_t n = many < r->positives ? (int32_t)many : r->positives;
    for (int32_t t = 0; t < n; t++) {
        int32_t item = r->had_items[start + (int64_t)below(&w->state, (uint64_t)many)];
        const float *p = glance(w, item, w->positive, &bias, f);
        float value = bias + dot(user, p, r->width);
        int32_t place = t;
        for (; place > 0 && w->values[place - 1] < value; place--) {
            w->values[place] = w->values[place - 1];
            w->drawn[place] = w->drawn[place - 1];
        }
        w->values[place] = value;
        w->drawn[place] = item;
    }
    int32_t kth = (r->kth < n ? r->kth : n) - 1, item = w->drawn[kth];
    const float *p = view(w->items, item, r->width, w->positive, &bias, f);
    return warp(w, e, item, user, p, bias + dot(user, p, r->width), first, f);
}

/* BPR (Rendle et al., UAI 2009) against items drawn as often as they are watched. */
ALWAYS double bpr_example(walk *w, const reel_example *e, int32_t negative, flavour f) {
    const reel_hybrid *r = w->rules;
    if (negative < 0) return 0;
    float ignored, pb, nb;
    const float *user = view(w->users, e->user, r->width, w->user, &ignored, f);
    const float *p = view(w->items, e->item, r->width, w->positive, &pb, f);
    const float *n = view(w->items, negative, r->width, w->negative, &nb, f);
    float gap = pb - nb + dot_difference(user, p, n, r->width);
    /* 1 - sigmoid(gap), and its loss from the same exponential. */
    float e1 = expf(-fabsf(gap));
    float loss = e->weight * (gap > 0 ? e1 : 1) / (1 + e1);
    part(w, f, e, e->item, negative, user, p, n, loss);
    return e->weight * (log1pf(e1) + (gap > 0 ? 0 : -gap));
}

/* An item that the user has not had, the drawn one if it will do; -1 where many draws found none. */
ALWAYS int32_t unseen(walk *w, int32_t user, int64_t place) {
    for (int32_t tried = 0; tried < 256; tried++) {
        int32_t item = w->rules->pool[place];
        if (!had(w->rules, user, item)) return item;
        place = draw_place(w);
    }
    return -1;
}

/* What will be needed is fetched in three steps: where a negative stands, then what tells whether the user had it, then
   its row with the others. */
enum { rows_ahead = 4, slot_ahead = 8, place_ahead = 16 };

typedef struct {
    int64_t places[place_ahead];
    int32_t negatives[rows_ahead];
} queue;

ALWAYS void enqueue_place(walk *w, queue *q, int64_t t) {
    int64_t place = draw_place(w);
    __builtin_prefetch(w->rules->pool + place, 0, 3);
    q->places[t % place_ahead] = place;
}

ALWAYS void enqueue_slot(walk *w, queue *q, int64_t t, const reel_example *e) {
    prefetch_slot(w->rules, e->user, w->rules->pool[q->places[t % place_ahead]]);
}

ALWAYS void enqueue_rows(walk *w, queue *q, int64_t t, const reel_example *e, int loss, flavour f) {
    const reel_hybrid *r = w->rules;
    prefetch_row(w->users, e->user, r->width, 1, f);
    prefetch_row(w->items, e->item, r->width, 1, f);
    if (loss == reel_loss_warp || loss == reel_loss_kos) q->negatives[t % rows_ahead] = draw_ahead(w, e->user, f);
    if (loss != reel_loss_bpr) return;
    int32_t item = unseen(w, e->user, q->places[t % place_ahead]);
    q->negatives[t % rows_ahead] = item;
    if (item >= 0) prefetch_row(w->items, item, r->width, 1, f);
}

ALWAYS double all(walk *w, const reel_example *examples, int64_t count, int loss, flavour f) {
    double sum = 0;
    queue q = {{0}, {0}};
    if (loss == reel_loss_bpr) {
        for (int64_t t = 0; t < place_ahead; t++) enqueue_place(w, &q, t);
        for (int64_t t = 0; t < slot_ahead && t < count; t++) enqueue_slot(w, &q, t, examples + t);
    }
    for (int64_t t = 0; t < rows_ahead && t < count; t++) enqueue_rows(w, &q, t, examples + t, loss, f);
    for (int64_t t = 0; t < count; t++) {
        const reel_example *e = examples + t;
        int32_t negative = q.negatives[t % rows_ahead];
        if (t + rows_ahead < count) enqueue_rows(w, &q, t + rows_ahead, e + rows_ahead, loss, f);
        if (loss == reel_loss_bpr) {
            if (t + slot_ahead < count) enqueue_slot(w, &q, t + slot_ahead, e + slot_ahead);
            enqueue_place(w, &q, t + place_ahead);
        }
        sum += loss == reel_loss_warp  ? warp_example(w, e, negative, f)
               : loss == reel_loss_kos ? kos_example(w, e, negative, f)
               : loss == reel_loss_bpr ? bpr_example(w, e, negative, f)
                                  : pointwise(w, e, f);
    }
    return sum;
}

#define LOSS(name, loss)                                                                                      \
    REEL_CLONES static double name(walk *w, const reel_example *examples, int64_t count, int32_t sums,       \
                                   int32_t adadelta) {                                                        \
        if (adadelta) return all(w, examples, count, loss, (flavour){1, 1, 0});                               \
        if (sums) return all(w, examples, count, loss, (flavour){1, 0, 0});                                   \
        return all(w, examples, count, loss, (flavour){0, 0, 0});                                             \
    }
LOSS(by_warp, reel_loss_warp)
LOSS(by_kos, reel_loss_kos)
LOSS(by_bpr, reel_loss_bpr)
REEL_CLONES static double by_point(walk *w, const reel_example *examples, int64_t count, int32_t inner,
                                   int32_t adadelta) {
    return all(w, examples, count, reel_loss_squared, (flavour){1, adadelta, inner});
}

REEL_CLONES
float reel_hybrid_represent(const reel_side *side, int64_t entity, int32_t width, float *out, float *self) {
    return represent(side, entity, width, out, self);
}

/* All items as they are now, for a walk whose search would add up features over and over. */
static void keep_items(walk *w, int64_t count) {
    const reel_side *items = w->items;
    int32_t width = w->rules->width;
    int searches = w->rules->loss == reel_loss_warp || w->rules->loss == reel_loss_kos;
    if (!searches || !items->offsets || items->entities > 2 * count) return;
    w->items_then = malloc((size_t)items->entities * (size_t)(width + 1) * sizeof(float));
    if (!w->items_then) return;
    w->biases_then = w->items_then + items->entities * width;
    for (int64_t i = 0; i < items->entities; i++)
        w->biases_then[i] = reel_hybrid_represent(items, i, width, w->items_then + i * width, NULL);
}

double reel_hybrid_train(const reel_hybrid *rules, const reel_side *users, const reel_side *items,
                         const reel_example *examples, int64_t count, uint64_t seed) {
    size_t width = (size_t)rules->width, room = (size_t)(rules->positives > 1 ? rules->positives : 1);
    float *scratch = calloc(4 * width + 2 * room, sizeof(float));
    if (!scratch) return 0;
    walk w = {rules, users, items, mixed(seed) | 1, scratch, scratch + width, scratch + 2 * width,
              scratch + 3 * width, scratch + 4 * width, (int32_t *)(scratch + 4 * width + room), NULL, NULL};
    keep_items(&w, count);
    /* The swift way is for rows that are the entities' own, all learned from, without a penalty. */
    int sums = users->offsets || items->offsets || users->frozen || items->frozen || users->decays || items->decays;
    double loss = rules->loss == reel_loss_warp  ? by_warp(&w, examples, count, sums, rules->adadelta)
                  : rules->loss == reel_loss_kos ? by_kos(&w, examples, count, sums, rules->adadelta)
                  : rules->loss == reel_loss_bpr ? by_bpr(&w, examples, count, sums, rules->adadelta)
                                            : by_point(&w, examples, count, rules->inner, rules->adadelta);
    free(w.items_then);
    free(scratch);
    return loss;
}

REEL_CLONES
void reel_hybrid_scores(const float *user, float offset, const float *items, const float *biases, int64_t count,
                        int32_t width, float *scores) {
    for (int64_t i = 0; i < count; i++) scores[i] = offset + biases[i] + dot(user, items + i * width, width);
}

void reel_hybrid_settle(const reel_side *side, int32_t width) {
    if (!side->decays) return;
    for (int64_t f = 0; f < side->features; f++) settle(side, f, width);
}
