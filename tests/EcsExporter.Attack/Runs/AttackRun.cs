// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Attack.Clients;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>One attack on one exporter, beside a scraper, and the judgement.</summary>
internal sealed class AttackRun(RunSettings settings, HostileClient client, RunConditions conditions)
{
    private const int ScrapesBefore = 100;
    private const double GoodShare = 0.95;
    private const double MemoryGrowth = 1.2;
    private const long MemoryAllowance = 2_000_000;
    private const long UnlimitedPeak = 128_000_000;

    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly RunResult _result = new(client.Name, conditions);

    public async Task<RunResult> RunAsync()
    {
        await using var task = await ServedTask.StartAsync(TaskDocuments.OfSize(client.Containers), client.EndpointDelay);
        using var tls = conditions.IsTls ? new TlsFiles() : null;
        using var group = conditions.MemoryMebibytes is null ? null : ControlGroup.Create(conditions.MemoryMebibytes, cpus: null);
        using var exporter = await AttackedExporter.StartAsync(
            settings.Command,
            [
                $"--ecs.metadata-uri={task.MetadataUri}", "--web.listen-address=127.0.0.1:0",
                .. tls is null ? Array.Empty<string>() : [$"--web.config.file={tls.WebConfigPath}"],
            ],
            group,
            settings.Cores);
        using var scraper = new Scraper(exporter.Port, tls?.Certificate);

        await WarmUpAsync(exporter, scraper);
        await AttackAsync(exporter, scraper, tls);
        await RecoverAsync(exporter, scraper);
        await StopAsync(exporter, group);
        return _result;
    }

    private async Task WarmUpAsync(AttackedExporter exporter, Scraper scraper)
    {
        for (var i = 0; i < ScrapesBefore; i++)
        {
            var scrape = await scraper.ScrapeAsync(isFresh: i % 2 == 0);
            if (!scrape.IsGood)
            {
                throw new InvalidOperationException($"before the attack, a scrape got {scrape.Verdict}: {string.Join(" | ", exporter.LastLines)}");
            }
        }

        _result.ResidentBefore = ProcessMemory.Of(exporter.ProcessId)?.Resident;
    }

    private async Task AttackAsync(AttackedExporter exporter, Scraper scraper, TlsFiles? tls)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var logBytes = exporter.LogBytes;
        using var attacker = await AttackerProcess.StartAsync(client, exporter.Port, tls?.CertificatePath, settings.Cores);
        var scrapes = await scraper.RunAsync(settings.Duration, isPointless: () => exporter.HasExited);
        _result.LogKilobytesPerSecond = (exporter.LogBytes - logBytes) / 1000.0 / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        _result.ResidentPeak = ProcessMemory.Of(exporter.ProcessId)?.Peak;
        _result.Attacker = await attacker.StopAsync();

        _result.Scrapes = scrapes;
        var answered = scrapes.Good + (client.AllowsRefusals ? scrapes.Refused : 0);
        _result.Require(!exporter.HasExited, $"the exporter ended during the attack");
        _result.Require(scrapes.Total > 0 && answered >= GoodShare * scrapes.Total, $"scrapes failed: {scrapes.Failures}");
        if (conditions.MemoryMebibytes is null)
        {
            _result.Require(_result.ResidentPeak is null or < UnlimitedPeak, $"peak of {Text.Megabytes(_result.ResidentPeak)} MB resident");
        }
    }

    private async Task RecoverAsync(AttackedExporter exporter, Scraper scraper)
    {
        if (exporter.HasExited)
        {
            return;
        }

        var startedAt = Stopwatch.GetTimestamp();
        _result.Healthy = await scraper.AskHealthAsync(HealthLimit);
        _result.Require(_result.Healthy is not null, $"not healthy within {HealthLimit.TotalSeconds} s");

        // Nobody asks meanwhile: memory has to come back by itself.
        var most = (_result.ResidentBefore * MemoryGrowth) + MemoryAllowance;
        using var timer = new PeriodicTimer(LookInterval);
        do
        {
            _ = await timer.WaitForNextTickAsync();
            _result.ResidentAfter = ProcessMemory.Of(exporter.ProcessId)?.Resident;
        }
        while (Stopwatch.GetElapsedTime(startedAt) < settings.Quiet && !exporter.HasExited && !(settings.EndsQuietEarly && _result.ResidentAfter <= most));

        _result.Require(_result.ResidentAfter <= most, $"{Text.Megabytes(_result.ResidentAfter)} MB resident after {settings.Quiet.TotalSeconds} s, {Text.Megabytes((long?)most)} at most");
        var scrape = await scraper.ScrapeAsync(isFresh: true);
        _result.Require(scrape.IsGood, $"the last scrape got {scrape.Verdict}");
    }

    private async Task StopAsync(AttackedExporter exporter, ControlGroup? group)
    {
        var (exitCode, isKilled) = await exporter.StopAsync(StopLimit);
        _result.ExitCode = exitCode;
        _result.Require(!isKilled, $"SIGTERM did not end it within {StopLimit.TotalSeconds} s");
        _result.Require(exitCode == 0 || isKilled, $"exit code {exitCode}");
        _result.Require(group is null || group.OomKills == 0, $"the kernel killed it for want of memory");
        if (_result.Problems.Count > 0 && exporter.LastLines.Count > 0)
        {
            _result.Require(false, $"its last line: {exporter.LastLines[^1]}");
        }
    }
}
