// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Exhaustion;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Programs that some tests need. Without one they are skipped, or fail where ECS_EXPORTER_REQUIRE_TOOLS is 1.</summary>
internal static class Tools
{
    public static string Promtool => Find("promtool");

    public static string Prometheus => Find("prometheus");

    /// <summary>By the name of the Debian package, like the next one.</summary>
    public static string VictoriaMetrics => Find("victoria-metrics");

    /// <summary>By the name of the Debian package; upstream calls it node_exporter.</summary>
    public static string NodeExporter => Find("prometheus-node-exporter");

    public static string Chromium => Find("chromium");

    public static string ChromeDriver => Find("chromedriver");

    public static string Python => Find("python3");

    public static string OpenSsl => Find("openssl");

    /// <summary>Runs a program that sees every file system read-only, as the user and group 65534 and without any capability.</summary>
    public static IReadOnlyList<string> ReadOnlySandbox
    {
        get
        {
            string[] sandbox =
            [
                Find("unshare"), "--mount", "--propagation", "private", "/bin/sh", "-ec",
                // Reversed: what is mounted on another file system first. The pseudo file systems that refuse to be remounted hold no files.
                $"for at in $({Find("findmnt")} -rno TARGET | tac); do mount -o remount,bind,ro \"$at\" 2>/dev/null || true; done; "
                    + "for at in / /tmp /dev/shm; do ! touch \"$at/ecs-exporter-may-not\" 2>/dev/null; done; "
                    + $"exec {Find("setpriv")} --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set -all --inh-caps -all \"$@\"",
                "sh",
            ];
            using var attempt = Process.Start(sandbox[0], [.. sandbox.Skip(1), "/bin/true"]);
            attempt.WaitForExit();
            _ = Require(attempt.ExitCode == 0 ? sandbox[0] : null, "privilege to remount file systems and to change the user");
            return sandbox;
        }
    }

    /// <summary>The system's Python, if it has the Prometheus client library.</summary>
    public static string PythonWithPrometheusClient => PythonWith("prometheus_client");

    /// <summary>The system's Python, if it has a Snappy library.</summary>
    public static string PythonWithSnappy => PythonWith("snappy");

    /// <summary>Listens, and starts a program with the socket when somebody connects, as systemd does.</summary>
    public static string SystemdSocketActivate => Find("systemd-socket-activate");

    /// <summary>The native binary of <c>tests/EcsExporter.Exhaustion</c>, named by the variable ECS_EXPORTER_EXHAUSTION_BINARY.</summary>
    public static string ExhaustionBinary
    {
        get
        {
            var binary = Environment.GetEnvironmentVariable("ECS_EXPORTER_EXHAUSTION_BINARY");
            Assert.SkipWhen(string.IsNullOrEmpty(binary), "ECS_EXPORTER_EXHAUSTION_BINARY does not name a native binary");
            return Path.GetFullPath(binary!);
        }
    }

    /// <inheritdoc cref="EcsExporter.Exhaustion.ControlGroup.Create"/>
    public static ControlGroup ControlGroup(int memoryMebibytes, double? processors = null)
    {
        ControlGroup? group = null;
        try
        {
            group = EcsExporter.Exhaustion.ControlGroup.Create(memoryMebibytes, processors);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _ = Require(null, "right to create control groups");
        }

        return group!;
    }

    private static string PythonWith(string module)
    {
        // Debian's packages install libraries for this interpreter, whichever comes first on the PATH.
        const string Python = "/usr/bin/python3";
        using var import = File.Exists(Python) ? Process.Start(Python, ["-c", $"import {module}"]) : null;
        import?.WaitForExit();
        return Require(import?.ExitCode == 0 ? Python : null, $"python3 with {module}");
    }

    private static string Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
        return Require(path, $"{name} on the PATH");
    }

    private static string Require(string? path, string what)
    {
        if (path is null && Environment.GetEnvironmentVariable("ECS_EXPORTER_REQUIRE_TOOLS") == "1")
        {
            Assert.Fail($"there is no {what}, and ECS_EXPORTER_REQUIRE_TOOLS is 1");
        }

        Assert.SkipWhen(path is null, $"there is no {what}");
        return path!;
    }
}
