#!/usr/bin/env bash
# Installs what the benchmarks compare with, from Debian's packages: PyTorch on OpenBLAS, and fastText. Needs root. The library needs none of it.
set -euo pipefail
apt-get update -qq
# Without an OpenBLAS of threads Debian's PyTorch multiplies with reference BLAS, which is no fair peer.
apt-get install -y --no-install-recommends python3-torch libopenblas0-pthread fasttext
/usr/bin/python3 -c 'import torch; print("PyTorch", torch.__version__); print(torch.__config__.parallel_info())'
