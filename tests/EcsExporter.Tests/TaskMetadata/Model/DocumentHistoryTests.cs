// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.TaskMetadata.Model;

public sealed class DocumentHistoryTests
{
    private static readonly EndpointFailure NotYet = new(FailureReason.Timeout, "not yet");
    private static readonly DocumentReading Good = new(EndpointDocument.TaskStats, "content", null, TimeSpan.FromMilliseconds(3), At(10));
    private static readonly DocumentReading Bad =
        new(EndpointDocument.TaskStats, null, new EndpointFailure(FailureReason.Http5xx, "unexpected status 500"), TimeSpan.FromMilliseconds(5), At(20));

    private readonly EndpointErrors _errors = new(EndpointDocument.OfTask);
    private readonly DocumentHistory _history = new(EndpointDocument.TaskStats);

    [Fact]
    public void Record_Failures_AreCountedByDocumentAndReason()
    {
        _ = _history.Record(Bad, _errors);
        _ = _history.Record(Bad, _errors);
        _ = _history.Record(Bad with { Failure = NotYet }, _errors);
        Assert.Equal(2, _errors[EndpointDocument.TaskStats, FailureReason.Http5xx]);
        Assert.Equal(1, _errors[EndpointDocument.TaskStats, FailureReason.Timeout]);
        Assert.Equal(0, _errors[EndpointDocument.Task, FailureReason.Http5xx]);
        Assert.Equal(0, _errors[EndpointDocument.TaskStats, FailureReason.Decode]);
    }

    [Fact]
    public void Record_SuccessThenFailure_KeepsTheTimeOfTheSuccess()
    {
        Assert.Equal(Missing(Bad.Failure, Bad.Duration, null), _history.Record(Bad, _errors));
        Assert.False(_history.WasRead);
        Assert.Equal(new DocumentState(EndpointDocument.TaskStats, "content", null, Good.Duration, Good.EndedAt), _history.Record(Good, _errors));
        Assert.Equal(Missing(Bad.Failure, Bad.Duration, Good.EndedAt), _history.Record(Bad, _errors));
        Assert.True(_history.WasRead);
    }

    [Fact]
    public void StateAfter_ReadingThatHasNotEnded_IsDownWithTheFiguresOfTheLastOne()
    {
        Assert.Equal(Missing(NotYet, null, null), _history.StateAfter(null, NotYet));
        _ = _history.Record(Good, _errors);
        Assert.Equal(Missing(NotYet, Good.Duration, Good.EndedAt), _history.StateAfter(null, NotYet));
        _ = _history.Record(Bad, _errors);
        Assert.Equal(Missing(NotYet, Bad.Duration, Good.EndedAt), _history.StateAfter(null, NotYet));
    }

    [Fact]
    public void StateAfter_ReadingThatHasEnded_IsItsStateAndRecordsNothing()
    {
        Assert.Equal(new DocumentState(EndpointDocument.TaskStats, "content", null, Good.Duration, Good.EndedAt), _history.StateAfter(Good, NotYet));
        Assert.Equal(Missing(Bad.Failure, Bad.Duration, null), _history.StateAfter(Bad, NotYet));
        Assert.False(_history.WasRead);
        Assert.Equal(0, _errors[EndpointDocument.TaskStats, FailureReason.Http5xx]);
    }

    private static DocumentState Missing(EndpointFailure? failure, TimeSpan? duration, Timestamp? lastSuccess) =>
        new(EndpointDocument.TaskStats, null, failure, duration, lastSuccess);

    private static Timestamp At(int seconds) => Timestamp.From(FakeTime.Start.AddSeconds(seconds));
}
