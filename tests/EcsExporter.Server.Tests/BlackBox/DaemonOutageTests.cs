// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;
using EcsExporter.Exhaustion;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Push;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>
/// Tests a Managed Daemon on a host with a hundred tasks of three containers, within the memory limit of its task definition, while its receiver is
/// unavailable.
/// </summary>
[Trait("Category", "BlackBox")]
public sealed class DaemonOutageTests(ITestOutputHelper output)
{
    private const int Tasks = 100;
    private const int MemoryMebibytes = 64;
    private const int MostResidentBytes = 32_000_000;
    private const int MostResidentBytesAway = 40_000_000;

    /// <summary>The readings of ten minutes at the default interval of 15 s.</summary>
    private const int ReadingsWithoutReceiver = 40;

    /// <summary>A reading has 18,000 samples, a request 2,000.</summary>
    private const int RequestsOfAReading = 9;

    /// <summary>A long timeout, because the endpoint simulates many tasks and other tests may run in parallel.</summary>
    private static readonly TimeSpan OutageTimeout = TimeSpan.FromMinutes(5);

    [RequiresFact(nameof(Requirements.NativeBinary), nameof(Requirements.ControlGroups))]
    public async Task Push_ReceiverAwayForTenMinutes_LosesNothing()
    {
        using var group = ControlGroup.Create(MemoryMebibytes);
        await using var endpoint = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions { Scenario = Scenario.OfHostSize(Tasks), RateLimit = false }, TestContext.Current.CancellationToken);
        var isAway = false;
        ConcurrentQueue<byte[]> accepted = new();
        await using var receiver = new ScriptedReceiver(request =>
        {
            if (Volatile.Read(ref isAway))
            {
                return request.AnswerAsync("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
            }

            accepted.Enqueue(request.Body);
            return request.AnswerAsync(ScriptedReceiver.Accepted);
        });
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart(
            endpoint.Flag(), "--ecs.daemon=on", $"--push.url={receiver.Url}", "--push.interval=1s")
        {
            Launcher = group.Launcher,
        });
        await Poll.UntilAsync("readings arrive", () => accepted.Count >= 3 * RequestsOfAReading);
        var residentBefore = Resident(exporter);

        Volatile.Write(ref isAway, true);
        var until = endpoint.Requests(EndpointDocument.Tasks) + ReadingsWithoutReceiver;
        _ = await Poll.ForAsync(
            "the receiver has been away for ten minutes",
            () => Task.FromResult(endpoint.Requests(EndpointDocument.Tasks) >= until ? endpoint : null),
            OutageTimeout);
        var residentAway = Resident(exporter);
        Volatile.Write(ref isAway, false);
        await Poll.UntilAsync("all readings have arrived", () => accepted.Count >= until * RequestsOfAReading);
        var end = await exporter.StopAsync();

        output.WriteLine($"resident {residentBefore} before, {residentAway} while the receiver is away");
        Assert.Equal(0, end.ExitCode);
        var tasks = accepted.SelectMany(body => PushedSeries.OfRemoteWrite(body)).Where(series => series is { Name: "up", IsStale: false })
            .CountBy(series => series.Milliseconds).OrderBy(reading => reading.Key).Take((int)until).ToList();
        Assert.Equal(until, tasks.Count);
        Assert.All(tasks, reading => Assert.Equal(Tasks, reading.Value));
        Assert.InRange(residentBefore, 1, MostResidentBytes);
        Assert.InRange(residentAway, 1, MostResidentBytesAway);
    }

    private static long Resident(ExporterProcess exporter) => 1024 * long.Parse(
        File.ReadLines($"/proc/{exporter.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^2],
        CultureInfo.InvariantCulture);
}
