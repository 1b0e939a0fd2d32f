#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# entrypoint.sh SERVICE [ARGUMENT...]
#
# Runs the service, and beside it the exporter. The service decides: when it ends, so does the container, with its exit code. When the
# exporter ends, that is logged, and it starts again. SIGTERM and SIGINT reach the service first, as SIGTERM. The exporter stops after it, so
# that it still measures and delivers the service's last moments.
set -u

# So long after an end of the exporter before its next start, and between the end of the service and that of everything. The exporter takes
# up to --push.shutdown-timeout, 5 s, to deliver its last reading.
pause=${ENTRYPOINT_PAUSE:-5}
grace=${ENTRYPOINT_GRACE:-7}

child=
stopping=

say() { echo "entrypoint: $*" >&2; }

# run COMMAND...: to its end, which SIGTERM may hasten; leaves its exit code in $status.
run() {
    "$@" &
    child=$!
    [ -z "$stopping" ] || kill -TERM "$child" 2>/dev/null
    # A signal interrupts wait before the process has ended.
    while :; do
        wait "$child"
        status=$?
        kill -0 "$child" 2>/dev/null || return
    done
}

stop() {
    stopping=1
    [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}

# The exporter, until SIGTERM. Only this container can reach its port.
keep_exporter() {
    trap stop TERM
    while [ -z "$stopping" ]; do
        run ecs_exporter --web.listen-address=127.0.0.1:9779
        [ -z "$stopping" ] || break
        say "the exporter ended with $status, it starts again in $pause s"
        run sleep "$pause"
    done
}

[ $# -gt 0 ] || { say "which service?"; exit 64; }

keep_exporter &
exporter=$!

trap stop TERM INT
run "$@"
trap '' TERM INT
code=$status
say "the service ended with $code"

kill -TERM "$exporter" 2>/dev/null
(sleep "$grace"; kill -KILL "$exporter") 2>/dev/null &
wait "$exporter"
exit "$code"
