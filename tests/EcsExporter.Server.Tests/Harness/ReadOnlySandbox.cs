// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>Runs a program with all file systems read-only, as user and group 65534 and without capabilities.</summary>
internal static class ReadOnlySandbox
{
    // Mounts are remounted in reverse order, because a mount precedes the mounts on it. Pseudo file systems that refuse a remount contain no files.
    private const string Script =
        "for at in $(findmnt -rno TARGET | tac); do mount -o remount,bind,ro \"$at\" 2>/dev/null || true; done; "
        + "for at in / /tmp /dev/shm; do ! touch \"$at/ecs-exporter-may-not\" 2>/dev/null; done; "
        + "exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set -all --inh-caps -all \"$@\"";

    /// <summary>The program that creates the sandbox and its first arguments; the command to run follows.</summary>
    public static string[] Launcher { get; } = ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec", Script, "sh"];
}
