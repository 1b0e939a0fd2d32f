#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/publish-aot.sh DIR [PROJECT]: publishes the exporter as one native binary, DIR/ecs_exporter, for the architecture of this machine.
# PROJECT is the folder of another program to publish instead; its binary has the name of the folder.
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

# The messages name the packages of Debian and Ubuntu.
compiler=$(command -v clang || command -v gcc) || fail "no C compiler found: install gcc or clang"
links() { echo 'int main(void) { return 0; }' | "$compiler" -x c - "$@" -o /dev/null 2>/dev/null; }
links || fail "cannot link the C library: install libc6-dev"
links -lz || fail "cannot link zlib: install zlib1g-dev"
case $(uname -sm) in
    "Linux x86_64") runtime=linux-x64 ;;
    "Linux aarch64") runtime=linux-arm64 ;;
    *) fail "only Linux on x86_64 and aarch64 is supported; this machine has $(uname -sm)" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_UI_LANGUAGE=en

dotnet publish "$project" -c Release -r "$runtime" -p:TrimmerSingleWarn=false \
    -o "$work/publish" -v quiet -nologo >"$work/publish.log" 2>&1 || { cat "$work/publish.log" >&2; fail "dotnet publish failed"; }
if grep -E 'warning (IL|NETSDK|CS|CA)[0-9]+' "$work/publish.log" >&2; then
    fail "dotnet publish reported warnings"
fi

# Only the binary is installed, not the debug symbols beside it.
install -D -m 755 "$work/publish/$binary" "$directory/$binary"
echo "$directory/$binary: $runtime, $(stat -c %s "$directory/$binary") bytes"
