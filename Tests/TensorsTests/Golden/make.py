#!/usr/bin/env python3
"""Makes the golden files of TensorsTests with PyTorch: python3 make.py, in this folder.

Made with torch 2.13.0+cpu and safetensors 0.8.0. Each file holds inputs, parameters, outputs and gradients of one layer,
or a parameter along the steps of one optimiser, under names that the tests read back.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(20240607)


def save(name, **tensors):
    save_file({k: v.detach().contiguous().clone() for k, v in tensors.items()}, f"{name}.safetensors")


def layer(name, module, *inputs, call=None, **more):
    """Saves the parameters, the inputs, the output, and the gradients of sum(output * w)."""
    out = (call or (lambda m, *a: m(*a)))(module, *inputs)
    w = torch.randn(out.shape)
    (out * w).sum().backward()
    tensors = {f"p.{k}": v for k, v in module.named_parameters()}
    tensors |= {f"g.{k}": v.grad for k, v in module.named_parameters()}
    tensors |= {f"x{i}": x for i, x in enumerate(inputs)}
    tensors |= {f"gx{i}": x.grad for i, x in enumerate(inputs) if x.grad is not None}
    save(name, **tensors, y=out, w=w, **more)


def x(*shape):
    return torch.randn(shape, requires_grad=True)


layer("linear", nn.Linear(5, 3), x(2, 4, 5))
layer("embedding", nn.Embedding(7, 3, padding_idx=0), torch.tensor([[1, 2, 0], [6, 2, 2]]))
layer("layernorm", nn.LayerNorm(6), x(2, 3, 6))
layer("conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2), x(2, 4, 9))
layer("gru", nn.GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True), x(2, 5, 3),
      call=lambda m, a: m(a)[0])
layer("lstm", nn.LSTM(3, 4, num_layers=2, batch_first=True), x(2, 5, 3), call=lambda m, a: m(a)[0])

keys = torch.tensor([[True, True, True, False], [True, True, True, True]])
causal = torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)
attention = nn.MultiheadAttention(6, 2, batch_first=True)
nn.init.normal_(attention.in_proj_bias)
nn.init.normal_(attention.out_proj.bias)
layer("attention", attention, x(2, 4, 6), keys=keys,
      call=lambda m, a: m(a, a, a, key_padding_mask=~keys, attn_mask=causal, need_weights=False)[0])
attention.zero_grad()
layer("crossattention", attention, x(2, 3, 6), x(2, 4, 6), keys=keys,
      call=lambda m, a, b: m(a, b, b, key_padding_mask=~keys, need_weights=False)[0])

a, b, w = torch.randn(4, 3), torch.randn(4, 3), torch.rand(4, 3)
t, classes = torch.rand(4, 3), torch.tensor([2, 0, -100, 1])
similar = F.normalize(a) @ F.normalize(b).t() / 0.2
save("losses", a=a, b=b, w=w, t=t, classes=classes,
     meanSquares=F.mse_loss(a, b), meanAbsolute=F.l1_loss(a, b), huber=F.huber_loss(a, b, delta=0.5),
     weighted=(w * (a - b) ** 2).mean(),
     binaryCrossEntropy=F.binary_cross_entropy_with_logits(a, t, weight=w),
     crossEntropy=F.cross_entropy(a, classes), smoothed=F.cross_entropy(a, classes, label_smoothing=0.1),
     bpr=-F.logsigmoid(a - b).mean(), hinge=F.margin_ranking_loss(a, b, torch.ones_like(a), margin=0.7),
     infoNCE=(F.cross_entropy(similar, torch.arange(4)) + F.cross_entropy(similar.t(), torch.arange(4))) / 2,
     divergence=F.kl_div(b.log_softmax(-1), a.log_softmax(-1), reduction="batchmean", log_target=True),
     gaussian=F.gaussian_nll_loss(a, b, w.exp()))

STEPS = 5
for name, make in {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.1),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.1),
    "clipped": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5),
}.items():
    p = torch.randn(3, 4, requires_grad=True)
    start, target, o, path = p.detach().clone(), torch.randn(3, 4), make([p]), []
    for _ in range(STEPS):
        o.zero_grad()
        ((p - target) ** 2).sum().backward()
        if name == "clipped":
            nn.utils.clip_grad_norm_([p], 0.5)
        o.step()
        path.append(p.detach().clone())
    save(f"optimiser-{name}", start=start, target=target, path=torch.stack(path))

table = nn.Embedding(6, 2, sparse=True)
start, o, path = table.weight.detach().clone(), torch.optim.SparseAdam(table.parameters(), lr=0.1), []
ids = torch.randint(0, 6, (STEPS, 4))
for i in range(STEPS):
    o.zero_grad()
    (table(ids[i]) ** 2).sum().backward()
    o.step()
    path.append(table.weight.detach().clone())
save("optimiser-sparse", start=start, ids=ids, path=torch.stack(path))


class Scripted(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 2)

    def forward(self, x):
        return torch.tanh(self.inner(x))

    @torch.jit.export
    def both(self, x, y):
        return x + y, {"difference": x - y}


module, given = Scripted(), torch.randn(4, 3)
torch.jit.save(torch.jit.script(module), "scripted.pt")
save("scripted", x=given, y=module(given))
