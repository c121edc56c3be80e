#!/usr/bin/env bash
# Makes a GPU of software that has matrix units, for the tests of test/engine/webgpu-units.test.ts: Mesa's lavapipe as Debian's
# next release has it, with the libraries it needs in a folder of its own. Prints the path of a program that runs Node on it;
# needs apt-get and dpkg; does nothing where it was done.
# usage: node=$(bash scripts/lavapipe.sh [DIR]) && "$node" node_modules/vitest/vitest.mjs run FILE --pool threads
set -euo pipefail
dir=$(realpath -m "${1:-.lavapipe}")
node=$(cd "$(dirname "$0")/.." && npx -c 'node -p process.execPath')
libraries=$dir/root/usr/lib/x86_64-linux-gnu
if [ ! -f "$dir/icd.json" ]; then
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/root"
  echo 'deb http://deb.debian.org/debian forky main' >"$dir/sources.list"
  : >"$dir/status"
  options=(-o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$dir/lists"
    -o "Dir::Cache=$dir/cache" -o "Dir::State::status=$dir/status")
  apt-get "${options[@]}" update >&2
  apt-get "${options[@]}" -y --no-install-recommends --download-only install mesa-vulkan-drivers libvulkan1 >&2
  for package in "$dir"/cache/archives/*.deb; do dpkg -x "$package" "$dir/root"; done
  rm -rf "$dir/cache" "$dir/lists"
  sed "s#\"libvulkan_lvp.so\"#\"$libraries/libvulkan_lvp.so\"#" "$dir/root/usr/share/vulkan/icd.d/lvp_icd.json" >"$dir/icd.json"
fi
# The libraries want their own C library, which a process takes by its loader.
cat >"$dir/node" <<SH
#!/usr/bin/env bash
export VK_ICD_FILENAMES=$dir/icd.json
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$node" "\$@"
SH
chmod +x "$dir/node"
echo "$dir/node"
