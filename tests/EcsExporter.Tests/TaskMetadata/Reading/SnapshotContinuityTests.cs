// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

/// <summary>Tests the state that a source keeps from one reading of the endpoint to the next.</summary>
public sealed class SnapshotContinuityTests
{
    private const string Task =
        """{"Family": "checkout", "LaunchType": "FARGATE", "Containers": [{"Name": "a", "DockerId": "a"}, {"Name": "b", "DockerId": "b"}]}""";
    private const string OfA = """{"read": "2026-03-01T10:05:49.2Z", "networks": {"eth1": {"rx_bytes": 1000}}}""";
    private const string OfB = """{"read": "2026-03-01T10:05:49.4Z", "networks": {"eth1": {"rx_bytes": 1100}}}""";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    private readonly FakeTime _time = new();
    private readonly CapturingLogger _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("404 Not Found", "\"no\"")]
    [InlineData("429 Too Many Requests", "\"no\"")]
    [InlineData("200 OK", "{}")]
    [InlineData("200 OK", "null")]
    [InlineData("200 OK", "{")]
    [InlineData("200 OK", "")]
    public async Task Read_TaskFailsOrSaysNothing_KeepsIdentityAndCounters(string status, string body)
    {
        string[] stats = [$$"""{"a": {{OfA}}, "b": {{OfB}}}""", "{}", $$"""{"a": {{OfA}}}"""];
        var reading = 0;
        await using RawServer server = new(exchange => exchange.Document == EndpointDocument.TaskStats
            ? exchange.AnswerAsync(stats[Volatile.Read(ref reading)])
            : Volatile.Read(ref reading) == 1 ? exchange.AnswerAsync(body, status) : exchange.AnswerAsync(Task));
        using TaskMetadataClient client = new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), new Anomalies(_log), _time);
        var source = Source(client);

        var first = await source.ReadAsync(TimeSpan.MaxValue, Stop);
        Volatile.Write(ref reading, 1);
        var blind = await source.ReadAsync(TimeSpan.MaxValue, Stop);
        Volatile.Write(ref reading, 2);
        var again = await source.ReadAsync(TimeSpan.MaxValue, Stop);

        Assert.Equal(["checkout", "checkout", "checkout"], new[] { first, blind, again }.Select(snapshot => snapshot.Identity.Family));
        Assert.Equal(1100UL, first.SharedInterfaces.Single().ReceiveBytes);
        Assert.Empty(blind.SharedInterfaces);
        Assert.Equal(1100UL, again.SharedInterfaces.Single().ReceiveBytes);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ScrapeThatGivesUp_HasTheIdentityToo()
    {
        var hang = false;
        await using RawServer server = new(exchange => Volatile.Read(ref hang)
            ? exchange.ClientGoneAsync()
            : exchange.AnswerAsync(exchange.Document == EndpointDocument.TaskStats ? $$"""{"a": {{OfA}}}""" : Task));
        using TaskMetadataClient client = new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), new Anomalies(_log), _time);
        var source = Source(client);
        _ = await source.ReadAsync(TimeSpan.MaxValue, Stop);
        Volatile.Write(ref hang, true);

        var patient = source.ReadAsync(TimeSpan.MaxValue, Stop);
        var hurried = source.ReadAsync(TimeSpan.FromSeconds(1), Stop);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal((false, "checkout"), ((await hurried).IsUp, (await hurried).Identity.Family));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((false, "checkout"), ((await patient).IsUp, (await patient).Identity.Family));
    }

    private SnapshotSource Source(TaskMetadataClient client) =>
        new(client, new SnapshotSourceOptions(TimeSpan.Zero, ContainerSelection.Default), _time, _log);
}
