// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Clients;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>
/// Starves the exporter of CPU, or suspends it for a while, during scrapes. It may answer late, but its watchdogs must not end it.
/// </summary>
internal sealed class StallTrial : Trial
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly double? _cpus;
    private readonly TimeSpan _suspension;

    private StallTrial(string name, double? cpus, TimeSpan suspension)
    {
        _name = name;
        _cpus = cpus;
        _suspension = suspension;
    }

    /// <summary>The exporter gets a twentieth of a CPU.</summary>
    public static StallTrial CpuQuota { get; } = new("cpu-quota", cpus: 0.05, TimeSpan.Zero);

    /// <summary>The exporter gets SIGSTOP, and SIGCONT five seconds later.</summary>
    public static StallTrial Suspension { get; } = new("suspension", cpus: null, TimeSpan.FromSeconds(5));

    /// <inheritdoc/>
    public override string Name => _name;

    /// <inheritdoc/>
    public override bool NeedsControlGroup => _cpus is not null;

    /// <inheritdoc/>
    protected override async Task RunAsync(RunSettings settings, RunResult result, SemaphoreSlim permits, CancellationToken interrupted)
    {
        using var permit = await LoadPermit.AcquireAsync(permits, interrupted);
        await using var task = await ServedTask.StartAsync(TaskDocuments.OfSize(containers: 10), delay: TimeSpan.Zero);
        using var session = await Session.StartAsync(settings, result.Conditions, task, _cpus);
        await session.WarmUpAsync(result);
        await ScrapeWhileStalledAsync(session, settings, result, interrupted);

        if (!session.Exporter.HasExited)
        {
            result.ResidentPeak = ProcessMemory.Of(session.Exporter.ProcessId)?.Peak;
            result.Healthy = await session.Scraper.CheckHealthAsync(RecoveryLimit);
            result.Require(result.Healthy is not null, $"not healthy within {RecoveryLimit.TotalSeconds} s");
            var scrape = await session.Scraper.ScrapeAsync(isFresh: true);
            result.Require(scrape.IsGood, $"the last scrape got {scrape.Verdict}");
        }

        await session.StopAsync(result);
    }

    private async Task ScrapeWhileStalledAsync(Session session, RunSettings settings, RunResult result, CancellationToken interrupted)
    {
        var exporter = session.Exporter;
        using var load = await AttackerProcess.StartAsync(HostileClients.ManyScrapes, exporter.Port, session.Tls?.CertificatePath, settings.Cores);
        var scraping = session.Scraper.RunAsync(settings.Duration, goesOn: () => !exporter.HasExited, interrupted);
        if (_suspension > TimeSpan.Zero)
        {
            _ = exporter.Signal(UnixSignal.SIGSTOP);
            await Task.Delay(_suspension, TimeProvider.System, interrupted);
            _ = exporter.Signal(UnixSignal.SIGCONT);
        }

        result.Scrapes = await scraping;
        result.Require(!exporter.HasExited, $"the exporter ended");
        result.Note = await load.StopAsync();
    }
}
