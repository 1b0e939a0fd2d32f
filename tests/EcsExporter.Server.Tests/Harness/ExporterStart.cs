// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>How an exporter is started: its arguments, its whole environment, and where its output goes.</summary>
/// <param name="Arguments">The command line.</param>
internal sealed record ExporterStart(params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables beside those every process needs. None of the variables of the tests' own environment is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Redirections of a shell, such as <c>2&gt;&amp;-</c>; empty when the tests read both outputs.</summary>
    public string Redirections { get; init; } = "";

    /// <summary>The program that runs the exporter, and its arguments: one that becomes the exporter, keeping its process id; empty for none.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];
}
