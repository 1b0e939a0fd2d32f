// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Tests;

/// <summary>The pairs of documents in the folder <c>Payloads</c>: <c>NAME.task.json</c> and <c>NAME.stats.json</c>.</summary>
internal static class Payload
{
    private const string TaskSuffix = ".task.json";

    /// <summary>The names of all pairs.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. TestFiles.Find("Payloads/", TaskSuffix).Select(path => path["Payloads/".Length..^TaskSuffix.Length])];

    /// <summary>All pairs as rows of a theory.</summary>
    public static TheoryData<string> Rows => [.. Names];

    /// <summary>The document <c>/task</c>.</summary>
    public static string Task(string name) => TestFiles.Read($"Payloads/{name}{TaskSuffix}");

    /// <summary>The document <c>/task/stats</c>.</summary>
    public static string Stats(string name) => TestFiles.Read($"Payloads/{name}.stats.json");

    /// <summary>Both documents, read without a failure.</summary>
    public static TaskSnapshot Read(string name, bool includeInternal = false) =>
        new DocumentReader().Snapshot(Task(name), Stats(name), includeInternal);
}
