// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Attack.Clients;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>Runs one attack while a scraper scrapes, and checks the exporter during the attack and after it.</summary>
internal sealed class AttackTrial(HostileClient client) : Trial
{
    private const double GoodShare = 0.95;
    private const double MemoryGrowth = 1.2;
    private const long MemoryAllowance = 2_000_000;
    private const long UnlimitedPeak = 128_000_000;

    // The log may grow by one kilobyte per second, plus an allowance for the first line of each kind, which is not rate limited.
    private const int LogBytesPerSecond = 1000;
    private const int LogAllowance = 2000;

    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Name => client.Name;

    /// <inheritdoc/>
    public override bool SupportsPlainHttp => client.Transport != Transport.TlsOnly;

    /// <inheritdoc/>
    protected override async Task RunAsync(RunSettings settings, RunResult result, SemaphoreSlim permits, CancellationToken interrupted)
    {
        using var permit = await LoadPermit.AcquireAsync(permits, interrupted);
        var documents = client.HostTasks is { } tasks ? TaskDocuments.OfHost(tasks) : TaskDocuments.OfSize(client.Containers);
        await using var task = await ServedTask.StartAsync(documents, client.EndpointDelay);
        using var session = await Session.StartAsync(
            settings, result.Conditions, task, cpus: null, client.HostTasks is null ? "--ecs.daemon=auto" : "--ecs.daemon=on");
        await session.WarmUpAsync(result);
        await AttackAsync(session, settings, result, interrupted);
        permit.Dispose();
        await RecoverAsync(session, settings, result, interrupted);
        await session.StopAsync(result);
    }

    private async Task AttackAsync(Session session, RunSettings settings, RunResult result, CancellationToken interrupted)
    {
        var exporter = session.Exporter;
        var startedAt = Stopwatch.GetTimestamp();
        var logBytes = exporter.LogBytes;
        using var attacker = await AttackerProcess.StartAsync(client.Name, exporter.Port, session.Tls?.CertificatePath, settings.Cores);
        result.Scrapes = await session.Scraper.RunAsync(settings.Duration, goesOn: () => IsAlive(exporter, result), interrupted);
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        logBytes = exporter.LogBytes - logBytes;
        result.LogKilobytesPerSecond = logBytes / 1000.0 / seconds;
        result.Require(logBytes <= LogAllowance + (LogBytesPerSecond * seconds), $"{logBytes} bytes of log in {seconds:0} s");
        var isAlive = IsAlive(exporter, result);
        result.Note = await attacker.StopAsync();
        result.Require(isAlive, $"the exporter ended during the attack");

        var answered = result.Scrapes.Good + (client.AllowsRefusals ? result.Scrapes.Refused : 0);
        result.Require(answered >= GoodShare * result.Scrapes.Total, $"scrapes failed: {result.Scrapes.Failures}");
        if (result.Conditions.MemoryMebibytes is null)
        {
            result.Require(result.ResidentPeak < UnlimitedPeak, $"peak of {FigureText.Megabytes(result.ResidentPeak)} MB resident");
        }

        if (isAlive)
        {
            result.Healthy = await session.Scraper.CheckHealthAsync(HealthLimit);
            result.Require(result.Healthy is not null, $"not healthy within {HealthLimit.TotalSeconds} s");
        }
    }

    /// <summary>Records the peak of resident memory; false when the exporter has ended.</summary>
    private static bool IsAlive(AttackedExporter exporter, RunResult result)
    {
        if (exporter.HasExited || ProcessMemory.Of(exporter.ProcessId) is not { } memory)
        {
            return false;
        }

        result.ResidentPeak = memory.Peak;
        return true;
    }

    /// <summary>Checks that resident memory returns to its former size without any request.</summary>
    private static async Task RecoverAsync(Session session, RunSettings settings, RunResult result, CancellationToken interrupted)
    {
        if (session.Exporter.HasExited)
        {
            return;
        }

        await Task.Delay(settings.Quiet, TimeProvider.System, interrupted);
        result.ResidentAfter = ProcessMemory.Of(session.Exporter.ProcessId)?.Resident;
        var most = (long?)(result.ResidentBefore * MemoryGrowth) + MemoryAllowance;
        result.Require(
            result.ResidentAfter <= most, $"{FigureText.Megabytes(result.ResidentAfter)} MB resident afterwards, {FigureText.Megabytes(most)} at most");
        var scrape = await session.Scraper.ScrapeAsync(isFresh: true);
        result.Require(scrape.IsGood, $"the last scrape got {scrape.Verdict}");
    }
}
