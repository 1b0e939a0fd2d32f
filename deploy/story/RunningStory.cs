// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>The running story: simulated tasks, their exporters, and a Prometheus that receives their metrics.</summary>
internal sealed class RunningStory : IAsyncDisposable
{
    private RunningStory(StoryPrometheus prometheus, Fleet fleet, OomKilledService service)
    {
        Prometheus = prometheus;
        Fleet = fleet;
        Service = service;
    }

    public StoryPrometheus Prometheus { get; }

    public Fleet Fleet { get; }

    public OomKilledService Service { get; }

    public static async Task<RunningStory> StartAsync(StoryOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The story disposes of them.
        var prometheus = await StoryPrometheus.StartAsync(options, cancellationToken);
        try
        {
            var fleet = await Fleet.StartAsync(options, time, cancellationToken);
            var service = OomKilledService.Start(options, time, task => prometheus.SetTargetsAsync([.. fleet.Members, .. task]));
            return new RunningStory(prometheus, fleet, service);
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
#pragma warning restore CA2000
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Fleet.DisposeAsync();
        await Prometheus.DisposeAsync();
    }
}
