#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/publish-aot.sh DIR [PROJECT]: leaves the exporter as one native binary, DIR/ecs_exporter, for the architecture of this machine.
# With a project's folder, it publishes that program instead, under the name of the folder.
set -euo pipefail

fail() {
    echo "publish-aot: $*" >&2
    exit 1
}

[[ $# -eq 1 || $# -eq 2 ]] || fail "usage: scripts/publish-aot.sh DIR [PROJECT]"
directory=$1
project=${2:-$(dirname "$0")/../src/EcsExporter.Server}
binary=ecs_exporter
[[ $# -eq 1 ]] || binary=$(basename "$project")

# The packages by their names on Debian and Ubuntu.
compiler=$(command -v clang || command -v gcc) || fail "there is no C compiler: install gcc (or clang)"
links() { echo 'int main(void) { return 0; }' | "$compiler" -x c - "$@" -o /dev/null 2>/dev/null; }
links || fail "the C library cannot be linked: install libc6-dev"
links -lz || fail "zlib cannot be linked: install zlib1g-dev"
case $(uname -sm) in
    "Linux x86_64") runtime=linux-x64 ;;
    "Linux aarch64") runtime=linux-arm64 ;;
    *) fail "it builds for Linux on x86_64 and aarch64, and this machine has $(uname -sm)" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_UI_LANGUAGE=en

dotnet publish "$project" -c Release -r "$runtime" -p:TrimmerSingleWarn=false \
    -o "$work/publish" -v quiet -nologo >"$work/publish.log" 2>&1 || { cat "$work/publish.log" >&2; fail "publish failed"; }
if grep -E 'warning (IL|NETSDK|CS|CA)[0-9]+' "$work/publish.log" >&2; then
    fail "the publish has warnings"
fi

# The debug symbols, beside the binary in the publish folder, stay behind.
install -D -m 755 "$work/publish/$binary" "$directory/$binary"
echo "$directory/$binary: $runtime, $(stat -c %s "$directory/$binary") bytes"
