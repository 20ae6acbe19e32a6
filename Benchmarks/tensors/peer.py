"""Times in PyTorch what main.swift times in Tensors: the usual modules and optimisers, the usual loop."""
import argparse
import json
import sys
import time
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
args = argparse.ArgumentParser()
args.add_argument("--threads", type=int, default=2)
torch.set_num_threads(args.parse_args().threads)
torch.manual_seed(0)
print(f"torch {torch.__version__}, {torch.get_num_threads()} threads", file=sys.stderr)


def timed(name, body, seconds=1):
    for _ in range(3):
        body()
    times, begin = [], time.perf_counter()
    while len(times) < 5 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        body()
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    print(json.dumps({"op": name, "ms_median": times[len(times) // 2], "ms_min": times[0]}), flush=True)


def mlp(name, widths, batch, dropout=0.0):
    layers = []
    for i, (a, b) in enumerate(zip(widths, widths[1:])):
        layers.append(nn.Linear(a, b))
        if i + 2 < len(widths):
            layers += [nn.ReLU()] + ([nn.Dropout(dropout)] if dropout else [])
    net = nn.Sequential(*layers)
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    x, y = torch.randn(batch, widths[0]), torch.rand(batch, widths[-1])

    def step():
        optimiser.zero_grad()
        F.binary_cross_entropy_with_logits(net(x), y).backward()
        optimiser.step()

    timed(name, step)


def embeddings(name, items, sparse):
    users, others = nn.Embedding(6040, 64, sparse=sparse), nn.Embedding(items, 64, sparse=sparse)
    method = torch.optim.SparseAdam if sparse else torch.optim.Adam
    optimiser = method([users.weight, others.weight], lr=1e-3)
    u, i, j = (torch.randint(0, n, (2048,)) for n in (6040, items, items))

    def step():
        optimiser.zero_grad()
        e = users(u)
        (-F.logsigmoid((e * others(i)).sum(1) - (e * others(j)).sum(1)).mean()).backward()
        optimiser.step()

    timed(name, step)


def encoder():
    layer = nn.TransformerEncoderLayer(64, 2, 256, dropout=0.1, batch_first=True)
    x, g = torch.randn(128, 50, 64, requires_grad=True), torch.randn(128, 50, 64)
    mask = torch.triu(torch.full((50, 50), float("-inf")), 1)

    def step():
        layer.zero_grad()
        x.grad = None
        layer(x, src_mask=mask).backward(g)

    timed("encoder_b128_t50_d64_h2_ff256_fwd_bwd", step)


def recurrent(name, layer):
    x, g = torch.randn(128, 50, 64, requires_grad=True), torch.randn(128, 50, 64)

    def step():
        layer.zero_grad()
        x.grad = None
        layer(x)[0].backward(g)

    timed(name, step)


def operations():
    one = torch.zeros(1)

    def small():
        for _ in range(1000):
            one + 1.0

    timed("add_1000_small", small)
    h, e = torch.randn(6400, 64, requires_grad=True), torch.randn(3500, 64, requires_grad=True)
    classes = torch.randint(0, 3500, (6400,))

    def linear():
        h.grad = e.grad = None
        F.cross_entropy(h @ e.t(), classes).backward()

    timed("linear_cross_entropy_6400x3500", linear)
    users, items = torch.randn(6040, 64), torch.randn(3706, 64)
    timed("score_6040x64x3706", lambda: users @ items.t())
    scores = torch.randn(2048, 3706)
    timed("top20_2048x3706", lambda: scores.topk(20))
    big = torch.randn(128, 50, 64)
    timed("dropout_128x50x64", lambda: F.dropout(big, 0.1))
    n, edges = 9746, 1_600_000
    coo = torch.sparse_coo_tensor(torch.randint(0, n, (2, edges)), torch.rand(edges), (n, n))
    matrix, dense = coo.coalesce().to_sparse_csr(), torch.randn(n, 64)
    timed("spmm_9746_1.6M_d64", lambda: matrix @ dense)


def step(count):
    p = nn.Parameter(torch.randn(count))
    p.grad = torch.randn(count)
    optimiser = torch.optim.Adam([p], lr=1e-3)
    timed(f"adam_step_{count}", optimiser.step)


mlp("mlp_step_b256_16_64_32_15", [16, 64, 32, 15], 256)
mlp("mlp_step_b256_64_128_64_15", [64, 128, 64, 15], 256)
mlp("mlp_step_b256_64_128_64_15_dropout", [64, 128, 64, 15], 256, 0.1)
mlp("mlp_step_b256_128_128_64_1", [128, 128, 64, 1], 256)
mlp("mlp_step_b2048_128_128_64_1", [128, 128, 64, 1], 2048)
embeddings("bpr_step_b2048_3706_dense", 3706, False)
embeddings("bpr_step_b2048_100k_sparse", 100_000, True)
encoder()
recurrent("gru_b128_t50_h64_fwd_bwd", nn.GRU(64, 64, batch_first=True))
recurrent("lstm_b128_t50_h64_fwd_bwd", nn.LSTM(64, 64, batch_first=True))
operations()
step(5_000_000)
