#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# entrypoint.sh SERVICE [ARGUMENT...]
#
# Runs the service, and beside it the exporter and the collector. The service decides: when it ends, so does the container, with its
# exit code. Of the other two, each end is logged, and they start again. SIGTERM and SIGINT reach the service first, as SIGTERM; the others
# stop after it, so that its last moments are still measured and sent.
set -u

# So long after an end before the next start, and between the end of the service and that of everything.
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

# keep NAME COMMAND...: in the background, until SIGTERM.
keep() {
    (
        name=$1
        shift
        trap stop TERM
        while [ -z "$stopping" ]; do
            run "$@"
            [ -z "$stopping" ] || break
            say "$name ended with $status, it starts again in $pause s"
            run sleep "$pause"
        done
    ) &
}

[ $# -gt 0 ] || { say "which service?"; exit 64; }

# The collector names the instance by it.
read -r HOSTNAME </proc/sys/kernel/hostname
export HOSTNAME

keep exporter ecs_exporter --web.listen-address=127.0.0.1:9779 --metrics.task-labels=task_id
exporter=$!
# A container that is stopped has no time for the default, a minute to send what is left.
keep collector prometheus --agent --config.file=/etc/prometheus.yml --storage.agent.path=/tmp/prometheus --web.listen-address=127.0.0.1:9090 \
    --storage.remote.flush-deadline=5s
collector=$!

trap stop TERM INT
run "$@"
trap '' TERM INT
code=$status
say "the service ended with $code"

kill -TERM "$collector"
(sleep "$grace"; kill -KILL "$collector"; sleep 1; kill -KILL "$exporter") 2>/dev/null &
wait "$collector"
kill -TERM "$exporter" 2>/dev/null
wait "$exporter"
exit "$code"
