// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>All tasks of the story, each with its exporter.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private Fleet(IReadOnlyList<FleetMember> members) => Members = members;

    public IReadOnlyList<FleetMember> Members { get; }

    /// <summary>Starts the exporters at the same time; they listen when this returns, but for the one whose trouble is that it does not.</summary>
    public static async Task<Fleet> StartAsync(StoryOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var tasks = options.Healthy ? StoryTask.Healthy : StoryTask.All;
        var starting = tasks.Select(task => FleetMember.StartAsync(task, options, time, cancellationToken)).ToList();
        try
        {
            return new Fleet(await Task.WhenAll(starting));
        }
        catch
        {
            foreach (var started in starting.Where(task => task.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }
    }
}
