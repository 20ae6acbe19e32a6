#!/usr/bin/env python3
"""Makes the golden files of CDETests with torchcde and NumPy: python3 make.py, in this folder.

Made with torch 2.13.0+cpu, torchcde 0.2.5, torchdiffeq 0.2.5 and safetensors. Derivatives of paths are with respect to u,
which runs from 0 to 1 from one observation to the next: [B, K, parts, C].
"""
import numpy as np
import torch
import torchcde
from safetensors.torch import save_file

torch.manual_seed(20200518)


def save(name, **tensors):
    save_file({k: v.detach().to(torch.float32).contiguous().clone() for k, v in tensors.items()}, f"{name}.safetensors")


def pieces(coefficients, t):
    """torchcde's b, 2c, 3d of each interval as polynomials in u."""
    _, b, c, d = coefficients.chunk(4, -1)
    h = (t[1:] - t[:-1])[None, :, None]
    return torch.stack([b * h, c * h**2, d * h**3], 2)


B, T, C = 3, 9, 2
times = torch.tensor([0, 0.4, 1.0, 2.5, 2.9, 4.0, 4.2, 6.0, 7.5], dtype=torch.float64)
values = torch.randn(B, T, C, dtype=torch.float64)
missing = torch.rand(B, T, C) < 0.35
missing[:, 0] = False
missing[0, 0, 1] = missing[1, 8, 0] = missing[1, 7, 0] = True
holes = values.clone()
holes[missing] = float("nan")
steps = torch.arange(T, dtype=torch.float64)
out = dict(values=torch.where(missing, 0.0, values), observed=(~missing).double(), times=times.expand(B, T))
for name, t in {"times": times, "steps": steps}.items():
    out[f"natural-cubic.{name}"] = pieces(torchcde.natural_cubic_coeffs(holes, t), t)
    out[f"backward-hermite.{name}"] = pieces(
        torchcde.hermite_cubic_coefficients_with_backward_differences(holes, t), t)
    filled = torchcde.linear_interpolation_coeffs(holes, t)
    out[f"linear.{name}"] = (filled[:, 1:] - filled[:, :-1])[:, :, None]
held = holes.clone()
held[0, 0, 1] = 0
with_time = torch.cat([times.expand(B, T)[..., None], held], -1)
points = torchcde.linear_interpolation_coeffs(with_time, rectilinear=0)
out["rectilinear"] = (points[:, 1:] - points[:, :-1])[:, :, None]


def log_signature(moves):
    """The logarithm, to depth 2, of the tensor product of exponentials of moves (Chen's identity)."""
    n = moves.shape[1]
    one, two = np.zeros(n), np.zeros((n, n))
    for m in moves:
        two = two + np.outer(one, m) + np.outer(m, m) / 2
        one = one + m
    area = two - np.outer(one, one) / 2
    return np.concatenate([one, area[np.triu_indices(n, 1)]])


moves = (points[:, 1:] - points[:, :-1]).numpy()
rows = [[log_signature(m[k : k + 5]) for k in range(0, len(m), 5)] for m in moves]
out["logsig"] = torch.tensor(np.array(rows))[:, :, None]
save("paths", **out)


class Field(torch.nn.Module):
    def __init__(self, hidden, channels, width):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.Linear(hidden, width), torch.nn.Linear(width, width)])
        self.norms = torch.nn.ModuleList([torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)])
        for norm in self.norms:
            torch.nn.init.normal_(norm.weight, 1, 0.2)
            torch.nn.init.normal_(norm.bias, 0, 0.2)
        self.output = torch.nn.Linear(width, hidden * channels)
        self.shape = (hidden, channels)

    def forward(self, t, z):
        for layer, norm in zip(self.layers, self.norms):
            z = torch.nn.functional.softplus(norm(layer(z)))
        return torch.tanh(self.output(z)).view(*z.shape[:-1], *self.shape)


field = Field(5, 2, 7).double()
B, T, C = 18, 7, 2
values = torch.randn(B, T, C).double().requires_grad_()
start = torch.randn(B, 5).double().requires_grad_()
w = torch.randn(B, 5).double()
out = dict(values=values, start=start, w=w, **{f"p.{k}": v for k, v in field.named_parameters()})
for method in ["euler", "midpoint", "rk4", "fine"]:
    for way in ["direct", "adjoint"]:
        if way == "adjoint" and method == "fine":
            continue
        leaves = [values, start, *field.parameters()]
        coefficients = torchcde.hermite_cubic_coefficients_with_backward_differences(values)
        path = torchcde.CubicSpline(coefficients)
        more = dict(adjoint_params=[*field.parameters(), coefficients]) if way == "adjoint" else {}
        z = torchcde.cdeint(
            X=path, z0=start, func=field, t=path.interval, adjoint=way == "adjoint",
            method="rk4" if method == "fine" else method,
            options=dict(step_size=1 / 64 if method == "fine" else 1.0), **more)[:, 1]
        g = torch.autograd.grad((z * w).sum(), leaves)
        names = ["values", "start"] + [f"p.{k}" for k, _ in field.named_parameters()]
        out |= {f"{method}.{way}.z": z} | {f"{method}.{way}.g.{k}": v for k, v in zip(names, g)}
save("solves", **out)
