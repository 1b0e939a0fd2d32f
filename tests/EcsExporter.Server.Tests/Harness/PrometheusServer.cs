// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A Prometheus process. Disposing of the object deletes its files.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prometheus");
    private readonly HttpClient _http;
    private readonly Process _process;
    private readonly LineLog _errors = new();

    private PrometheusServer(
        string configuration, string storage, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> flags, string? data = null)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        _http = new HttpClient { BaseAddress = Address, Timeout = Poll.Timeout };
        var config = Path.Combine(_directory.FullName, "prometheus.yml");
        File.WriteAllText(config, configuration);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Requirements.Prometheus.Value,
                [
                    $"--config.file={config}",
                    $"--storage.{storage}.path={data ?? Path.Combine(_directory.FullName, "data")}",
                    $"--web.listen-address={Address.Authority}",
                    .. flags,
                ])
            {
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in variables)
        {
            _process.StartInfo.Environment[name] = value;
        }

        _process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        _ = _process.Start();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Starts a server that scrapes one target every second.</summary>
    public static PrometheusServer Start(Uri target, params IReadOnlyList<string> flags) => new(
        $"""
        global: {"{"} scrape_interval: 1s, scrape_timeout: 1s {"}"}
        scrape_configs:
          - job_name: ecs
            static_configs: [{"{"} targets: ["{target.Authority}"] {"}"}]
        """,
        "tsdb",
        new Dictionary<string, string>(),
        flags);

    /// <summary>Starts a server with a configuration.</summary>
    public static PrometheusServer StartWith(string configuration) => new(configuration, "tsdb", new Dictionary<string, string>(), []);

    /// <summary>Starts a server that scrapes nothing and receives remote write.</summary>
    /// <param name="configuration">The configuration, which may name rules.</param>
    public static PrometheusServer StartReceiver(string configuration = "") =>
        new(configuration, "tsdb", new Dictionary<string, string>(), ["--web.enable-remote-write-receiver"]);

    /// <summary>Starts a server that scrapes nothing and serves the series in a folder, which is not deleted.</summary>
    public static PrometheusServer StartOn(string data) => new("", "tsdb", new Dictionary<string, string>(), [], data);

    /// <summary>Starts an agent, which does not store series itself.</summary>
    public static PrometheusServer StartAgent(string configuration, IReadOnlyDictionary<string, string> variables) =>
        new(configuration, "agent", variables, ["--enable-feature=agent,expand-external-labels"]);

    /// <summary>Waits until the server is ready to receive remote write.</summary>
    public Task ReadyAsync() => Poll.ForAsync("Prometheus is ready", async () =>
    {
        try
        {
            using var ready = await _http.GetAsync(new Uri("-/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode ? this : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    });

    /// <summary>
    /// The values of an instant query by series, without the labels that Prometheus adds; empty while Prometheus does not answer.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>> QueryAsync(string query)
    {
        Assert.False(_process.HasExited, string.Join('\n', _errors.Lines));
        try
        {
            var answer = await _http.GetStringAsync(
                new Uri($"api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), TestContext.Current.CancellationToken);
            return JsonDocument.Parse(answer).RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
                .ToDictionary(result => SeriesOf(result.GetProperty("metric")), result => result.GetProperty("value")[1].GetString()!);
        }
        catch (HttpRequestException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static string SeriesOf(JsonElement metric)
    {
        var labels = metric.EnumerateObject()
            .Where(label => label.Name is not ("__name__" or "job" or "instance") && label.Value.GetString()!.Length > 0)
            .OrderBy(label => label.Name, StringComparer.Ordinal)
            .Select(label => $"{label.Name}=\"{label.Value.GetString()!.Replace("\\", "\\\\", StringComparison.Ordinal)}\"");
        var text = string.Join(',', labels);
        return metric.GetProperty("__name__").GetString() + (text.Length == 0 ? "" : $"{{{text}}}");
    }
}
