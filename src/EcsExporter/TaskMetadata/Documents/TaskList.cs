// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>The document <c>/tasks</c>: every task on the host, whoever started it.</summary>
/// <param name="tasks">The tasks in ordinal order of their ids, each id once.</param>
public sealed class TaskList(ImmutableArray<TaskEntry> tasks)
{
    /// <summary>Far more tasks than an instance runs. Without a limit, a list of very many tiny tasks would exhaust the exporter's memory.</summary>
    private const int MaxTasks = 1000;

    /// <summary>The tasks in ordinal order of their ids, each id once.</summary>
    public ImmutableArray<TaskEntry> Tasks { get; } = tasks;

    /// <summary>
    /// Reads the document. An element without an ARN is left out, because its task is unknown. When two elements are about one task, the running one
    /// is kept, else the one whose JSON text is greater, so that the choice does not depend on the order in the document.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, not an array, or has more than 1000 tasks.</exception>
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
            else if (best.Count > MaxTasks)
            {
                throw new JsonException($"it has more than {MaxTasks} tasks");
            }
        }

        json.ExpectEnd();
        return new TaskList([.. best.Select(static pair => new TaskEntry(pair.Key, pair.Value.Task))]);
    }

    /// <summary>The task's id, which ends the ARN <c>arn:…:task/[CLUSTER/]ID</c>; null without an ARN.</summary>
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

/// <summary>A task on the host.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Task">The task's metadata.</param>
public readonly record struct TaskEntry(string Id, TaskMetadataDocument Task);
