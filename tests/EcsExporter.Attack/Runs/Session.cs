// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>An exporter under the conditions of a run, with its control group, its certificate and its scraper.</summary>
internal sealed class Session : IDisposable
{
    private const int ScrapesBefore = 100;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ControlGroup? _group;

    private Session(TlsFiles? tls, ControlGroup? group, AttackedExporter exporter)
    {
        Tls = tls;
        _group = group;
        Exporter = exporter;
        Scraper = new Scraper(exporter.Port, tls?.Certificate);
    }

    public TlsFiles? Tls { get; }

    public AttackedExporter Exporter { get; }

    public Scraper Scraper { get; }

    /// <param name="settings">The command of the exporter, and its core.</param>
    /// <param name="conditions">TLS and the limit of memory.</param>
    /// <param name="task">The endpoint of the exporter.</param>
    /// <param name="cpus">The limit in CPUs; null for none.</param>
    /// <param name="flags">Flags in addition to those that every run needs.</param>
    public static async Task<Session> StartAsync(
        RunSettings settings, RunConditions conditions, ServedTask task, double? cpus = null, params IReadOnlyList<string> flags)
    {
        TlsFiles? tls = null;
        ControlGroup? group = null;
        try
        {
            tls = conditions.IsTls ? new TlsFiles() : null;
            group = conditions.MemoryMebibytes is null && cpus is null ? null : ControlGroup.Create(conditions.MemoryMebibytes, cpus);
            var exporter = await AttackedExporter.StartAsync(
                settings.Command,
                [
                    $"--ecs.metadata-uri={task.MetadataUri}", "--web.listen-address=127.0.0.1:0", .. flags,
                    .. tls is null ? Array.Empty<string>() : [$"--web.config.file={tls.WebConfigPath}"],
                ],
                group,
                settings.Cores);
            return new Session(tls, group, exporter);
        }
        catch
        {
            group?.Dispose();
            tls?.Dispose();
            throw;
        }
    }

    /// <summary>Scrapes until the exporter has filled its caches, and records its resident memory.</summary>
    /// <exception cref="InvalidOperationException">A scrape failed although there is no attack.</exception>
    public async Task WarmUpAsync(RunResult result)
    {
        for (var i = 0; i < ScrapesBefore; i++)
        {
            var scrape = await Scraper.ScrapeAsync(isFresh: i % 2 == 0);
            if (!scrape.IsGood)
            {
                throw new InvalidOperationException($"a scrape before the attack got {scrape.Verdict}");
            }
        }

        result.ResidentBefore = ProcessMemory.Of(Exporter.ProcessId)?.Resident;
    }

    /// <summary>Ends the exporter with SIGTERM, and checks how it ended.</summary>
    public async Task StopAsync(RunResult result)
    {
        var (exitCode, isKilled) = await Exporter.StopAsync(StopLimit);
        result.ExitCode = exitCode;
        result.Require(!isKilled, $"SIGTERM did not end it within {StopLimit.TotalSeconds} s");
        result.Require(isKilled || exitCode == 0, $"exit code {exitCode}, last line {Exporter.LastLine}");
        result.Require(_group is null || _group.OomKills == 0, $"the kernel killed it for want of memory");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Scraper.Dispose();
        Exporter.Dispose();
        _group?.Dispose();
        Tls?.Dispose();
    }
}
