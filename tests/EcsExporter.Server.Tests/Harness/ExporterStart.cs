// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>The arguments, the environment and the redirections with which an exporter is started.</summary>
/// <param name="Arguments">The command line.</param>
internal sealed record ExporterStart(params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables in addition to those that every process needs. The exporter does not inherit the environment of the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A program and its arguments that execute the exporter; empty to start the exporter directly.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Shell redirections, such as <c>2&gt;&amp;-</c>; empty when the tests read both outputs.</summary>
    public string Redirections { get; init; } = "";
}
