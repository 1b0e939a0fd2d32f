// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>The document <c>/tasks</c>: every task of the host, whoever started it.</summary>
/// <param name="tasks">The tasks in ordinal order of their ids, each id once.</param>
public sealed class TaskList(ImmutableArray<TaskEntry> tasks)
{
    /// <summary>The tasks in ordinal order of their ids, each id once.</summary>
    public ImmutableArray<TaskEntry> Tasks { get; } = tasks;

    /// <summary>
    /// Reads the document. An element without an ARN is left out, since nobody could tell which task it is. Of two elements of one task the running
    /// one stays; the last resort is the text of the two, as the order must not decide.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, or not an array.</exception>
    internal static TaskList Read(ref JsonCursor json)
    {
        json.ExpectArray();
        var best = new SortedDictionary<string, Candidate>(Ordinal.Comparer);
        while (json.NextElement())
        {
            json.Section = AnomalyKind.MalformedTask;
            var start = json.TokenStart;
            if (json.IsNoData())
            {
                json.Skip();
                continue;
            }

            if (!json.BeginObject())
            {
                continue;
            }

            var task = TaskMetadataDocument.ReadObject(ref json);
            var candidate = new Candidate(task, start, json.Position - start);
            if (IdOf(task) is not { } id)
            {
                json.Report(AnomalyKind.MalformedTask);
            }
            else if (!best.TryAdd(id, candidate))
            {
                json.Report(AnomalyKind.MalformedTask);
                best[id] = Preferred(best[id], candidate, json.Document);
            }
        }

        json.ExpectEnd();
        return new TaskList([.. best.Select(static pair => new TaskEntry(pair.Key, pair.Value.Task))]);
    }

    /// <summary>The end of the ARN, <c>arn:…:task/[CLUSTER/]ID</c>, which is the task's id; null without an ARN.</summary>
    private static string? IdOf(TaskMetadataDocument task) =>
        task.TaskArn is { } arn && arn[(arn.LastIndexOf('/') + 1)..] is { Length: > 0 } id ? id : null;

    private static Candidate Preferred(Candidate left, Candidate right, ReadOnlySpan<byte> document)
    {
        var order = IsRunning(left).CompareTo(IsRunning(right));
        order = order != 0 ? order : left.TextIn(document).SequenceCompareTo(right.TextIn(document));
        return order >= 0 ? left : right;
    }

    private static bool IsRunning(Candidate candidate) => candidate.Task.KnownStatus == "RUNNING";

    private readonly record struct Candidate(TaskMetadataDocument Task, int Start, int Length)
    {
        public ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> document) => document.Slice(Start, Length);
    }
}

/// <summary>A task of the host.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Task">What the document says of it.</param>
public readonly record struct TaskEntry(string Id, TaskMetadataDocument Task);
