// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Tests.TaskMetadata;

public sealed class DocumentHistoryTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(3);
    private static readonly DocumentReading<string> Good = new("document", null, Duration);
    private static readonly DocumentReading<string> Bad = new(null, new EndpointFailure(FailureReason.Http5xx, "unexpected status 500"), Duration);

    private readonly EndpointErrors _errors = new();
    private readonly FakeTime _time = new();
    private readonly DocumentHistory _history;

    public DocumentHistoryTests() => _history = new DocumentHistory(EndpointDocument.TaskStats, _errors, _time);

    [Fact]
    public void Record_Failures_AreCountedByDocumentAndReason()
    {
        _ = _history.Record(Bad);
        _ = _history.Record(Bad);
        _ = _history.Record(Bad with { Failure = new EndpointFailure(FailureReason.Timeout, "late") });
        Assert.Equal(2, _errors[EndpointDocument.TaskStats, FailureReason.Http5xx]);
        Assert.Equal(1, _errors[EndpointDocument.TaskStats, FailureReason.Timeout]);
        Assert.Equal(0, _errors[EndpointDocument.Task, FailureReason.Http5xx]);
        Assert.Equal(0, _errors[EndpointDocument.TaskStats, FailureReason.Decode]);
    }

    [Fact]
    public void Record_SuccessThenFailure_KeepsTheTimeOfTheSuccess()
    {
        Assert.Equal(new DocumentStatus(Bad.Failure, Duration, null), _history.Record(Bad));
        _time.Advance(TimeSpan.FromSeconds(10));
        var success = Timestamp.From(FakeTime.Start.AddSeconds(10));
        Assert.Equal(new DocumentStatus(null, Duration, success), _history.Record(Good));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new DocumentStatus(Bad.Failure, Duration, success), _history.Record(Bad));
        Assert.Equal(success, _history.LastSuccess);
    }
}
