"""Times in PyTorch what main.swift times in the training loop: batches by index from tensors, MSE, Adam."""
import argparse
import json
import time

import torch
import torch.nn as nn

args = argparse.ArgumentParser()
args.add_argument("--threads", type=int, default=2)
torch.set_num_threads(args.parse_args().threads)
torch.manual_seed(0)

users, batch = 25600, 256
values, observed, y = torch.randn(users, 64), torch.ones(users, 64), torch.randn(users, 15)
net = nn.Sequential(
    nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 15))
optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
loss = nn.MSELoss()


def epoch(times):
    order = torch.randperm(users)
    for start in range(0, users, batch):
        begin = time.perf_counter()
        rows = order[start:start + batch]
        x = torch.cat([values[rows], observed[rows]], 1)
        optimiser.zero_grad()
        loss(net(x), y[rows]).backward()
        optimiser.step()
        times.append((time.perf_counter() - begin) * 1e3)


medians = []
for _ in range(5):
    times = []
    for _ in range(3):
        epoch(times)
    medians.append(sorted(times)[len(times) // 2])
print(json.dumps({"op": "mlp_traits_step_b256_128_128_128_15", "ms_median": min(medians)}))
