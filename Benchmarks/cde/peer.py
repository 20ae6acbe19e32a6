#!/usr/bin/env python3
"""torchcde's side of `cde-benchmark spirals`: 128 spirals of 100 points with time, hidden 8, one hidden layer of 128 (ReLU, tanh
at the end), cubic Hermite paths with backward differences, logistic loss, Adam at 1e-3, batches of 32. One JSON line a solver.
usage: peer.py [--epochs 30] [--threads 1]     needs torch, torchcde 0.2.5, torchdiffeq 0.2.5"""
import argparse, json, math, time
import torch, torchcde

options = argparse.ArgumentParser()
options.add_argument("--epochs", type=int, default=30)
options.add_argument("--threads", type=int, default=1)
options = options.parse_args()
torch.set_num_threads(options.threads)


def spirals(count, chance, points=100):
    t = torch.linspace(0, 4 * math.pi, points)
    start = torch.rand(count, 1, generator=chance) * 2 * math.pi
    turned = torch.arange(count) % 2 == 0
    x = torch.cos(start + t) / (1 + t / 2) * torch.where(turned, -1.0, 1.0)[:, None]
    y = torch.sin(start + t) / (1 + t / 2)
    noise = 0.01 * torch.randn(count, points, 2, generator=chance)
    return torch.cat([t.expand(count, -1)[..., None], torch.stack([x, y], -1) + noise], -1), turned.float()


class Field(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.outer = torch.nn.Linear(8, 128), torch.nn.Linear(128, 24)

    def forward(self, t, z):
        return torch.tanh(self.outer(torch.relu(self.inner(z)))).view(*z.shape[:-1], 8, 3)


class Net(torch.nn.Module):
    def __init__(self, solver):
        super().__init__()
        self.start, self.field, self.end = torch.nn.Linear(3, 8), Field(), torch.nn.Linear(8, 1)
        self.solver = solver

    def forward(self, coefficients):
        path = torchcde.CubicSpline(coefficients)
        z0 = self.start(path.evaluate(path.interval[0]))
        z = torchcde.cdeint(X=path, z0=z0, func=self.field, t=path.interval, **self.solver)
        return self.end(z[:, 1]).squeeze(-1)


rk4 = dict(method="rk4", options=dict(step_size=1.0))
adaptive = dict(method="dopri5", rtol=1e-3, atol=1e-5)
for name, solver in {
    "rk4_step1_direct": dict(rk4, adjoint=False),
    "rk4_step1_adjoint": dict(rk4, adjoint=True),
    "dopri5_rtol1e-3_atol1e-5_direct": dict(adaptive, adjoint=False),
    "dopri5_rtol1e-3_atol1e-5_adjoint": dict(adaptive, adjoint=True),
}.items():
    torch.manual_seed(0)
    chance = torch.Generator().manual_seed(0)
    coefficients = torchcde.hermite_cubic_coefficients_with_backward_differences
    (x, y), (held, truth) = spirals(128, chance), spirals(128, chance)
    x, held, net = coefficients(x), coefficients(held), Net(solver)
    adam = torch.optim.Adam(net.parameters())
    begin = time.perf_counter()
    for _ in range(options.epochs):
        for k in range(0, 128, 32):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x[k : k + 32]), y[k : k + 32])
            adam.zero_grad()
            loss.backward()
            adam.step()
    seconds = time.perf_counter() - begin
    with torch.no_grad():
        accuracy = ((net(held) > 0).float() == truth).float().mean().item()
    print(json.dumps({"solver": name, "epochs": options.epochs, "seconds": seconds, "test_accuracy": accuracy,
                      "loss": loss.item(), "threads": options.threads}), flush=True)
