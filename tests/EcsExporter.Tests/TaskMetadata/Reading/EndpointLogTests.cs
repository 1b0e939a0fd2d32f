// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

public sealed class EndpointLogTests
{
    private static readonly EndpointFailure Refused = new(FailureReason.Connect, "Connection refused");
    private static readonly EndpointFailure Late = new(FailureReason.Timeout, "late");

    private readonly CapturingLogger _lines = new();
    private readonly EndpointLog _log;

    public EndpointLogTests() => _log = new EndpointLog(_lines);

    [Fact]
    public void Record_BothDocumentsFailForAWhile_WarnsOnceAndInformsOnce()
    {
        foreach (var failure in (EndpointFailure?[])[null, Refused, Refused, Late, null, null, Refused, null])
        {
            Record(failure, failure);
        }

        const string Failing = "Warning: Task metadata endpoint is failing; endpoint=task,task_stats; reason=connect; err=Connection refused";
        const string Recovered = "Information: Task metadata endpoint works again; endpoint=task,task_stats";
        Assert.Equal(
            [
                Failing,
                "Debug: Task metadata endpoint is still failing; endpoint=task,task_stats; reason=connect; err=Connection refused",
                "Debug: Task metadata endpoint is still failing; endpoint=task,task_stats; reason=timeout; err=late",
                Recovered,
                Failing,
                Recovered,
            ],
            _lines.Lines);
    }

    [Fact]
    public void Record_OneDocumentAfterTheOther_IsOneFailureUntilBothWork()
    {
        Record(null, Late);
        Record(Refused, Late);
        Record(Refused, null);
        Record(null, null);

        Assert.Equal(
            [
                "Warning: Task metadata endpoint is failing; endpoint=task_stats; reason=timeout; err=late",
                "Debug: Task metadata endpoint is still failing; endpoint=task,task_stats; reason=connect; err=Connection refused",
                "Debug: Task metadata endpoint is still failing; endpoint=task; reason=connect; err=Connection refused",
                "Information: Task metadata endpoint works again; endpoint=task",
            ],
            _lines.Lines);
    }

    [Fact]
    public void Record_DocumentThatTheEndpointDoesNotHave_IsAnErrorOnceHoweverTheFailureBegan()
    {
        var missing = new EndpointFailure(FailureReason.Http4xx, "none") { IsMissing = true };
        foreach (var failure in (EndpointFailure?[])[Refused, missing, missing, null, missing])
        {
            _log.Record([Reading(EndpointDocument.Tasks, failure)]);
        }

        const string Missing = "Error: Daemon mode needs a document that this task metadata endpoint does not have; path=/tasks; err=none";
        Assert.Equal(
            [
                "Warning: Task metadata endpoint is failing; endpoint=tasks; reason=connect; err=Connection refused",
                Missing,
                "Debug: Task metadata endpoint is still failing; endpoint=tasks; reason=http_4xx; err=none",
                "Information: Task metadata endpoint works again; endpoint=tasks",
                Missing,
            ],
            _lines.Lines);
    }

    [Fact]
    public void Record_SuccessFromTheStart_LogsNothing()
    {
        Record(null, null);

        Assert.Empty(_lines.Lines);
    }

    /// <summary>Records a reading in which these documents failed; null means that a document was read.</summary>
    private void Record(EndpointFailure? task, EndpointFailure? stats)
    {
        Dictionary<EndpointDocument, EndpointFailure?> failures = new() { [EndpointDocument.Task] = task, [EndpointDocument.TaskStats] = stats };
        _log.Record(EndpointDocument.OfTask.Select(document => Reading(document, failures.GetValueOrDefault(document))));
    }

    private static DocumentReading Reading(EndpointDocument document, EndpointFailure? failure) =>
        new(document, null, failure, TimeSpan.Zero, Timestamp.From(FakeTime.Start));
}
