// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Exhaustion;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.TestSupport;

/// <summary>The requirements of this project's tests in addition to the SDK.</summary>
internal static class Requirements
{
    // Debian's packages install their libraries for this interpreter, even if another interpreter comes first on the PATH.
    private const string SystemPython = "/usr/bin/python3";

    public static Requirement Promtool { get; } = Requirement.Program("promtool");

    public static Requirement Prometheus { get; } = Requirement.Program("prometheus");

    /// <summary>VictoriaMetrics, under the name of the Debian package.</summary>
    public static Requirement VictoriaMetrics { get; } = Requirement.Program("victoria-metrics");

    /// <summary>node_exporter, under the name of the Debian package.</summary>
    public static Requirement NodeExporter { get; } = Requirement.Program("prometheus-node-exporter");

    public static Requirement Chromium { get; } = Requirement.Program("chromium");

    public static Requirement ChromeDriver { get; } = Requirement.Program("chromedriver");

    public static Requirement Python { get; } = Requirement.Program("python3");

    public static Requirement PythonPrometheusClient { get; } = PythonWith("prometheus_client");

    /// <summary>The library on which the AWS CLI and the Python SDK are built.</summary>
    public static Requirement PythonBotocore { get; } = PythonWith("botocore");

    public static Requirement PythonSnappy { get; } = PythonWith("snappy");

    /// <summary>Debian's AWS CLI; another version may come first on the PATH.</summary>
    public static Requirement AwsCli { get; } = Requirement.Tool("/usr/bin/aws", () => File.Exists("/usr/bin/aws") ? "/usr/bin/aws" : null);

    public static Requirement OpenSsl { get; } = Requirement.Program("openssl");

    /// <summary>A program that listens and passes the socket to another program on the first connection, as systemd does.</summary>
    public static Requirement SystemdSocketActivate { get; } = Requirement.Program("systemd-socket-activate");

    /// <summary>The right to run a program in the <see cref="ReadOnlySandbox"/>.</summary>
    public static Requirement RemountPrivilege { get; } = Requirement.Tool(
        "unshare, setpriv and findmnt with the privilege to remount file systems and to change the user",
        () => Requirement.OnPath("unshare") is { } unshare && Succeeds(unshare, [.. ReadOnlySandbox.Launcher[1..], "/bin/true"]) ? unshare : null);

    /// <summary>The right to create control groups.</summary>
    public static Requirement ControlGroups { get; } = Requirement.Tool("right to create control groups", () =>
    {
        try
        {
            using var group = ControlGroup.Create(memoryMebibytes: 48, processors: 1);
            return "";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    });

    /// <summary>The native binary of the exporter, which is shipped, instead of the development build.</summary>
    public static Requirement NativeBinary { get; } =
        Requirement.Optional("native exporter that ECS_EXPORTER_BINARY names", () => ExporterExecutable.IsNative ? ExporterExecutable.Command[0] : null);

    /// <summary>The native binary of <c>tests/EcsExporter.Exhaustion</c>.</summary>
    public static Requirement ExhaustionBinary { get; } = Requirement.Optional(
        "native binary that ECS_EXPORTER_EXHAUSTION_BINARY names",
        () => Environment.GetEnvironmentVariable("ECS_EXPORTER_EXHAUSTION_BINARY") is { Length: > 0 } binary ? Path.GetFullPath(binary) : null);

    public static Requirement Captures { get; } =
        Requirement.Optional("folder of captured documents that ECS_EXPORTER_FIXTURES names", () => TestSupport.Captures.Folder);

    private static Requirement PythonWith(string module) => Requirement.Tool(
        $"{SystemPython} with {module}",
        () => File.Exists(SystemPython) && Succeeds(SystemPython, "-c", $"import {module}") ? SystemPython : null);

    private static bool Succeeds(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var attempt = Process.Start(start)!;
        attempt.WaitForExit();
        return attempt.ExitCode == 0;
    }
}
