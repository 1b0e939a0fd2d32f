// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A VictoriaMetrics process, which receives remote write and can scrape. Disposing of the object deletes its files.</summary>
internal sealed class VictoriaMetricsServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("victoria-metrics");
    private readonly Process _process;

    /// <param name="scrapeConfiguration">A scrape configuration in the format of Prometheus; null to scrape nothing.</param>
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
                // By default, queries do not return the samples of the last 30 s (-search.latencyOffset).
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
