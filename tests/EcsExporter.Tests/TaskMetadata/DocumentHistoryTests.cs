// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Tests.TaskMetadata;

public sealed class DocumentHistoryTests
{
    private static readonly EndpointFailure NotYet = new(FailureReason.Timeout, "not yet");
    private static readonly DocumentReading<string> Good = new("document", null, TimeSpan.FromMilliseconds(3), At(10));
    private static readonly DocumentReading<string> Bad =
        new(null, new EndpointFailure(FailureReason.Http5xx, "unexpected status 500"), TimeSpan.FromMilliseconds(5), At(20));

    private readonly EndpointErrors _errors = new();
    private readonly DocumentHistory _history;

    public DocumentHistoryTests() => _history = new DocumentHistory(EndpointDocument.TaskStats, _errors);

    [Fact]
    public void Record_Failures_AreCountedByDocumentAndReason()
    {
        _ = _history.Record(Bad);
        _ = _history.Record(Bad);
        _ = _history.Record(Bad with { Failure = NotYet });
        Assert.Equal(2, _errors[EndpointDocument.TaskStats, FailureReason.Http5xx]);
        Assert.Equal(1, _errors[EndpointDocument.TaskStats, FailureReason.Timeout]);
        Assert.Equal(0, _errors[EndpointDocument.Task, FailureReason.Http5xx]);
        Assert.Equal(0, _errors[EndpointDocument.TaskStats, FailureReason.Decode]);
    }

    [Fact]
    public void Record_SuccessThenFailure_KeepsTheTimeOfTheSuccess()
    {
        Assert.Equal(new DocumentStatus(Bad.Failure, Bad.Duration, null), _history.Record(Bad));
        Assert.False(_history.WasRead);
        Assert.Equal(new DocumentStatus(null, Good.Duration, Good.EndedAt), _history.Record(Good));
        Assert.Equal(new DocumentStatus(Bad.Failure, Bad.Duration, Good.EndedAt), _history.Record(Bad));
        Assert.True(_history.WasRead);
    }

    [Fact]
    public void StatusOf_ReadingThatHasNotEnded_IsDownWithTheFiguresOfTheLastOne()
    {
        Assert.Equal(new DocumentStatus(NotYet, null, null), _history.StatusOf<string>(null, NotYet));
        _ = _history.Record(Good);
        Assert.Equal(new DocumentStatus(NotYet, Good.Duration, Good.EndedAt), _history.StatusOf<string>(null, NotYet));
        _ = _history.Record(Bad);
        Assert.Equal(new DocumentStatus(NotYet, Bad.Duration, Good.EndedAt), _history.StatusOf<string>(null, NotYet));
    }

    [Fact]
    public void StatusOf_ReadingThatHasEnded_IsItsStatusAndRecordsNothing()
    {
        Assert.Equal(new DocumentStatus(null, Good.Duration, Good.EndedAt), _history.StatusOf<string>(Good, NotYet));
        Assert.Equal(new DocumentStatus(Bad.Failure, Bad.Duration, null), _history.StatusOf<string>(Bad, NotYet));
        Assert.False(_history.WasRead);
        Assert.Equal(0, _errors[EndpointDocument.TaskStats, FailureReason.Http5xx]);
    }

    private static Timestamp At(int seconds) => Timestamp.From(FakeTime.Start.AddSeconds(seconds));
}
