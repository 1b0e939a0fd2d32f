// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests;

/// <summary>
/// The documents of tasks in the folder <c>Payloads</c>: <c>NAME.task.json</c>, <c>NAME.stats.json</c>. A document without a file is <c>{}</c>.
/// </summary>
internal static class Payload
{
    private const string TaskSuffix = ".task.json";

    /// <summary>The names of all tasks.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. TestFiles.Find("Payloads/", TaskSuffix).Select(path => path["Payloads/".Length..^TaskSuffix.Length])];

    /// <summary>All tasks as rows of a theory.</summary>
    public static TheoryData<string> Rows => [.. Names];

    /// <summary>The document <c>/task</c>.</summary>
    public static string Task(string name) => Of(EndpointDocument.Task, name);

    /// <summary>The document <c>/task/stats</c>.</summary>
    public static string Stats(string name) => Of(EndpointDocument.TaskStats, name);

    /// <summary>One of the documents; its file is named after the end of its path.</summary>
    public static string Of(EndpointDocument document, string name)
    {
        var end = $"{name}.{document.Path.Split('/')[^1]}.json";
        return TestFiles.Find("Payloads/", end).Contains($"Payloads/{end}") ? TestFiles.Read($"Payloads/{end}") : "{}";
    }

    /// <summary>All documents, read without a failure.</summary>
    public static TaskSnapshot Read(string name, bool includeInternal = false) =>
        new DocumentReader().Snapshot(Task(name), Stats(name), includeInternal);
}
