// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

/// <summary>Parses command lines with three collectors and a given environment.</summary>
internal static class Cli
{
    private static readonly Collector[] Collectors =
    [
        new("memory", true, "Memory of containers.", static () => []),
        new("cpu", true, "CPU time of containers.", static () => []),
        new("utilization", false, "Ratios of use to limit.", static () => []),
    ];

    public static Invocation Parse(params string[] args) => CommandLineParser.Parse(args, _ => null, Collectors);

    public static Invocation ParseWith(string variable, string value, params string[] args) =>
        CommandLineParser.Parse(args, name => name == variable ? value : null, Collectors);

    public static string ErrorOf(params string[] args) =>
        Assert.Throws<UsageException>(() => Parse(args)).ToLine();

    public static string ErrorWith(string variable, string value, params string[] args) =>
        Assert.Throws<UsageException>(() => ParseWith(variable, value, args)).ToLine();
}
