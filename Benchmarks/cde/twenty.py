#!/usr/bin/env python3
"""What `cde-benchmark twenty` does, by diffrax: its neural CDE example (256 spirals of 100 points, hidden 8, width 128, depth 1,
Tsit5, Adam 1e-2, batch 32, 20 steps), one JSON line for each seed. Needs diffrax, equinox and optax (0.7.2, 0.13.8, 0.2.8 when the
numbers in Benchmarks/README.md were made). usage: twenty.py [SEED…]"""
import json
import math
import sys

import diffrax
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import optax


class Field(eqx.Module):
    mlp: eqx.nn.MLP

    def __init__(self, key):
        self.mlp = eqx.nn.MLP(8, 24, 128, 1, activation=jax.nn.softplus, final_activation=jax.nn.tanh, key=key)

    def __call__(self, t, z, args):
        return self.mlp(z).reshape(8, 3)


class CDE(eqx.Module):
    start: eqx.nn.MLP
    field: Field
    end: eqx.nn.Linear

    def __init__(self, key):
        a, b, c = jr.split(key, 3)
        self.start, self.field, self.end = eqx.nn.MLP(3, 8, 128, 1, key=a), Field(b), eqx.nn.Linear(8, 1, key=c)

    def __call__(self, times, coefficients):
        path = diffrax.CubicInterpolation(times, coefficients)
        found = diffrax.diffeqsolve(
            diffrax.ControlTerm(self.field, path).to_ode(), diffrax.Tsit5(), times[0], times[-1], None,
            self.start(path.evaluate(times[0])),
            stepsize_controller=diffrax.PIDController(rtol=1e-3, atol=1e-6), saveat=diffrax.SaveAt(t1=True))
        return self.end(found.ys[-1])[0]


def spirals(n, key):
    angle = jr.uniform(key, (n,), minval=0, maxval=2 * math.pi)[:, None]
    times = jnp.broadcast_to(jnp.linspace(0, 4 * math.pi, 100), (n, 100))
    size, phase = jnp.exp(-0.3 * times), angle - 2 * times
    series = jnp.stack([times, size * jnp.cos(phase), size * jnp.sin(phase)], -1)
    series = series.at[: n // 2, :, 1].multiply(-1)
    path = jax.vmap(diffrax.backward_hermite_coefficients)(times, series)
    return times, path, jnp.zeros(n).at[: n // 2].set(1.0)


def loss(net, times, path, labels):
    logits = jax.vmap(net)(times, path)
    return optax.sigmoid_binary_cross_entropy(logits, labels).mean(), ((logits > 0) == (labels == 1)).mean()


def train(seed):
    drawing, holding, making, mixing = jr.split(jr.PRNGKey(seed), 4)
    times, path, labels = spirals(256, drawing)
    net, adam = CDE(making), optax.adam(1e-2)
    state = adam.init(eqx.filter(net, eqx.is_inexact_array))

    @eqx.filter_jit
    def step(net, state, rows):
        (value, _), slope = eqx.filter_value_and_grad(loss, has_aux=True)(
            net, times[rows], tuple(c[rows] for c in path), labels[rows])
        change, state = adam.update(slope, state)
        return value, eqx.apply_updates(net, change), state

    for number in range(20):
        if number % 8 == 0:
            order = jr.permutation(jr.fold_in(mixing, number), 256)
        value, net, state = step(net, state, order[number % 8 * 32 : number % 8 * 32 + 32])
    held, right = loss(net, *spirals(256, holding))
    return {"seed": seed, "loss": float(value), "test_loss": float(held), "test_accuracy": float(right)}


for seed in [int(word) for word in sys.argv[1:]] or range(10):
    print(json.dumps(train(seed)), flush=True)
