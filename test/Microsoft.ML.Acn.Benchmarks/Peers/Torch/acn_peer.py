"""The networks of the library in plain PyTorch, for comparing speed. Started by the benchmark; needs PyTorch 1.13 or later and nothing else.

The folder given as the argument holds network.json, weights.safetensors and the batch as raw little-endian arrays. Commands come line by line on
standard input, each is answered by one line: seconds, or numbers.
"""
import json
import math
import os
import struct
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

TYPES = {"f32": torch.float32, "i64": torch.int64, "u8": torch.uint8}


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.alpha = nn.Parameter(torch.ones(heads, 1, 1))
        self.beta = nn.Parameter(torch.ones(heads, 1, 1))

    def forward(self, x, mask):
        rows, tokens, width = x.shape
        q, k, v = (part.view(rows, tokens, self.heads, -1).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        if hasattr(F, "scaled_dot_product_attention"):
            attended = F.scaled_dot_product_attention(q, k, v, mask)
        else:
            scores = q @ k.transpose(-2, -1) / math.sqrt(width / self.heads)
            attended = torch.softmax(scores if mask is None else scores + mask, -1) @ v
        return self.proj((self.alpha * v + self.beta * attended).transpose(1, 2).reshape(rows, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)

    def forward(self, x):
        return self.down(F.gelu(self.up(x)))


class TransformerBlock(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.attention_norm = nn.LayerNorm(config["width"])
        self.attention = Attention(config["width"], config["heads"])
        self.mlp_norm = nn.LayerNorm(config["width"])
        self.mlp = Mlp(config["width"], config["hidden"])

    def forward(self, x, mask):
        return self.mlp(self.mlp_norm(self.attention(self.attention_norm(x), mask)))


class MixerBlock(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.token_norm = nn.LayerNorm(config["width"])
        self.token_mlp = Mlp(config["tokens"], config["token_hidden"])
        self.mlp_norm = nn.LayerNorm(config["width"])
        self.mlp = Mlp(config["width"], config["hidden"])

    def forward(self, x, mask):
        mixed = self.token_mlp(self.token_norm(x).transpose(1, 2)).transpose(1, 2)
        return self.mlp(self.mlp_norm(mixed))


class TextEmbedding(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(config["table_rows"], config["width"]))
        self.positions = nn.Parameter(torch.zeros(config["positions"], config["width"]))

    def forward(self, batch):
        means = F.embedding_bag(batch["rows"], self.table, batch["starts"][:-1], mode="mean", sparse=True)
        x = means[batch["words"]]
        if "bigrams" in batch:
            x = x + means[batch["bigrams"]]
        rows = batch["lengths"].shape[0]
        x = x.view(rows, -1, self.positions.shape[1])
        x = x + self.positions[: x.shape[1]]
        inside = torch.arange(x.shape[1])[None, :] < batch["lengths"][:, None]
        pool = inside.float() / batch["lengths"][:, None]
        mask = None if inside.all() else torch.zeros(inside.shape).masked_fill(~inside, -math.inf)[:, None, None, :]
        return x, pool[:, None, :], mask


class LinearStem(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.patch = config["patch"]
        self.proj = nn.Linear(config["channels"] * config["patch"] ** 2, config["width"])

    def forward(self, pixels):
        rows, channels, height, width = pixels.shape
        patches = pixels.view(rows, channels, height // self.patch, self.patch, width // self.patch, self.patch)
        return self.proj(patches.permute(0, 2, 4, 1, 3, 5).reshape(rows, -1, channels * self.patch**2))


class PatchEmbedding(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.stem = LinearStem(config)
        if config["has_positions"]:
            self.position_rows = nn.Parameter(torch.zeros(config["height"] // config["patch"], config["width"]))
            self.position_columns = nn.Parameter(torch.zeros(config["image_width"] // config["patch"], config["width"]))

    def forward(self, batch):
        x = self.stem((batch["pixels"].float() - batch["means"].view(1, -1, 1, 1)) * batch["scales"].view(1, -1, 1, 1))
        if hasattr(self, "position_rows"):
            x = x + (self.position_rows[:, None] + self.position_columns[None]).flatten(0, 1)
        return x, torch.full((x.shape[0], 1, x.shape[1]), 1 / x.shape[1]), None


class Network(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dropout = config["dropout"]
        self.embedding = TextEmbedding(config) if config["kind"] == "text" else PatchEmbedding(config)
        block = MixerBlock if config["layer"] == "mixer" else TransformerBlock
        self.layers = nn.ModuleList(block(config) for _ in range(config["layers"]))
        self.norm = nn.LayerNorm(config["width"])
        self.head = nn.Linear(config["width"], config["classes"])

    def forward(self, batch):
        x, pool, mask = self.embedding(batch)
        if self.training:
            x = x * F.dropout(torch.ones(x.shape[0], 1, x.shape[2]), self.dropout)
        y = torch.bmm(pool, x)
        for layer in self.layers:
            x = layer(x, mask)
            y = y + torch.bmm(pool, x)
        read = self.norm(y.squeeze(1))
        return self.head(F.dropout(read, self.dropout) if self.training else read)


class Peer:
    def __init__(self, folder):
        self.folder = folder
        with open(f"{folder}/network.json", encoding="utf-8") as file:
            description = json.load(file)
        self.config, arrays = description["network"], description["batch"]
        torch.set_num_threads(self.config["threads"])
        self.batch = {name: self.read_array(name, about["type"], about["shape"]) for name, about in arrays.items()}
        self.network = Network(self.config)
        self.network.load_state_dict(self.read_weights())
        table = [weight for name, weight in self.network.named_parameters() if name == "embedding.table"]
        self.dense = [weight for name, weight in self.network.named_parameters() if name != "embedding.table"]
        self.optimizers = [torch.optim.AdamW(self.dense, lr=1e-4, weight_decay=0.2)]
        if table:
            self.optimizers.append(torch.optim.SparseAdam(table, lr=1e-4))

    def read_array(self, name, kind, shape):
        with open(f"{self.folder}/{name}.{kind}", "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=TYPES[kind]).view(shape)

    def read_weights(self):
        with open(f"{self.folder}/weights.safetensors", "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header, data = json.loads(file.read(length)), bytearray(file.read())
        weights = {}
        for name, about in header.items():
            if name != "__metadata__":
                start, end = about["data_offsets"]
                weights[name] = torch.frombuffer(data[start:end], dtype=torch.float32).view(about["shape"]).clone()
        return weights

    def logits(self):
        self.network.eval()
        with torch.inference_mode():
            return " ".join(repr(number) for number in self.network(self.batch).flatten().tolist())

    def train(self, steps):
        self.network.train()
        start = time.perf_counter()
        for _ in range(steps):
            for optimizer in self.optimizers:
                optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(self.network(self.batch), self.batch["labels"], label_smoothing=0.1)
            loss.backward()
            nn.utils.clip_grad_norm_(self.dense, 1.0)
            for optimizer in self.optimizers:
                optimizer.step()
            loss.item()
        return time.perf_counter() - start

    def score(self, batches):
        self.network.eval()
        start = time.perf_counter()
        with torch.inference_mode():
            for _ in range(batches):
                torch.softmax(self.network(self.batch), 1).tolist()
        return time.perf_counter() - start

    def product(self, rows, inputs, outputs, times):
        a, b = torch.randn(rows, inputs), torch.randn(inputs, outputs)
        a @ b
        start = time.perf_counter()
        for _ in range(times):
            a @ b
        return time.perf_counter() - start


def blas():
    """The library of matrix products that this process has loaded, as the system's list of mapped files names it."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as file:
            files = {os.path.realpath(line.split()[-1]) for line in file if "/" in line}
    except OSError:
        return "a BLAS that is not known here"
    found = sorted(os.path.basename(path) for path in files if "blas" in os.path.basename(path).lower() or "mkl" in os.path.basename(path).lower())
    return ", ".join(found) or "a BLAS of its own"


def main():
    peer = Peer(sys.argv[1])
    print(f"{torch.__version__} with {blas()}", flush=True)
    for line in sys.stdin:
        command, *numbers = line.split()
        print(getattr(peer, command)(*(int(number) for number in numbers)), flush=True)


if __name__ == "__main__":
    main()
