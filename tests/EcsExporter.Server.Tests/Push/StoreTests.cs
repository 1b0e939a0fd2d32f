// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Logging;

namespace EcsExporter.Server.Tests.Push;

/// <summary>Tests pushing to real stores.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly LogCapture _log = new();
    private volatile bool _isUp = true;

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Push_ToPrometheus_EverySeriesArrivesAndEnds()
    {
        await using var store = PrometheusServer.StartReceiver();

        await CheckAsync(store.Address);
    }

    [RequiresFact(nameof(Requirements.VictoriaMetrics))]
    public async Task Push_ToVictoriaMetrics_EverySeriesArrivesAndEnds()
    {
        await using var store = new VictoriaMetricsServer();

        await CheckAsync(store.Address);
    }

    public void Dispose() => _log.Dispose();

    private async Task CheckAsync(Uri address)
    {
        using var store = new PrometheusApi(address);
        var up = PushPayloads.Snapshot(0);
        using var pusher = new Pusher(
            new PusherOptions(new ReceiverOptions(new Uri(address, "api/v1/write"))) { Interval = TimeSpan.FromSeconds(1) },
            (_, _, _) => Task.FromResult(new PushScrape("task", sink => PushPayloads.Registry.Collect(_isUp ? up : PushPayloads.Down(up), sink))),
            TimeProvider.System,
            _log.Logger());
        pusher.Start();

        await Poll.UntilAsync("a reading has been delivered", () => pusher.Counters.Delivered > 0);
        await HasAsync(store, PushPayloads.Text(up).Count + 1);
        _isUp = false;
        await HasAsync(store, PushPayloads.Text(PushPayloads.Down(up)).Count + 1);
        await pusher.StopAsync(TestContext.Current.CancellationToken);
        await HasAsync(store, 0);
        Assert.Equal((0, 0), (pusher.Counters.Dropped(DropReason.Refused), pusher.Counters.Dropped(DropReason.Failed)));
    }

    private static async Task HasAsync(PrometheusApi store, int series) =>
        await Poll.ForAsync($"the store has {series} series", async () =>
        {
            var count = (await store.QueryAsync("{job=\"ecs\",instance=\"task\"}")).Count;
            return count == series ? store : null;
        });
}
