// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A real VictoriaMetrics, which takes what others write to it, and scrapes if it is told to; its files go with it.</summary>
internal sealed class VictoriaMetricsServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("victoria-metrics");
    private readonly Process _process;

    /// <param name="scrapeConfiguration">What it scrapes, in Prometheus' words; null for nothing.</param>
    /// <param name="flags">Further flags.</param>
    public VictoriaMetricsServer(string? scrapeConfiguration = null, params IReadOnlyList<string> flags)
    {
        var config = Path.Combine(_directory.FullName, "scrape.yml");
        File.WriteAllText(config, scrapeConfiguration);
        Address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Requirements.VictoriaMetrics.Value,
                // By default, queries do not see the latest half minute.
                [
                    $"-storageDataPath={_directory.FullName}/data", $"-httpListenAddr={Address.Authority}", "-search.latencyOffset=0s",
                    "-search.disableCache", .. scrapeConfiguration is null ? [] : new[] { $"-promscrape.config={config}" }, .. flags,
                ])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        _ = _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public Uri Address { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _directory.Delete(recursive: true);
    }
}
