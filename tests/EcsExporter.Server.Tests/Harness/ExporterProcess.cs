// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using EcsExporter.Attack;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// An exporter process, which is killed at the end of the test. It listens on a free port of 127.0.0.1, unless its arguments give an address.
/// </summary>
internal sealed class ExporterProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly LineLog _errors = new();
    private readonly Task<string> _output;
    private readonly SocketsHttpHandler _connections = new() { UseProxy = false };
    private HttpClient? _http;

    private ExporterProcess(ExporterStart start)
    {
        _process = new Process { StartInfo = ExporterExecutable.StartInfo(start) };
        _process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        _process.StartWithDefaultSignals();
        _process.StandardInput.Close();
        _process.BeginErrorReadLine();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>The first address on which the exporter listens.</summary>
    public Uri BaseAddress => Http.BaseAddress!;

    /// <summary>A client for the first address, which keeps its connections open.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("the exporter has not said where it listens");

    /// <summary>The lines of the log so far; throws if standard error contains a line that is not a log line.</summary>
    public IReadOnlyList<LogLine> Log => [.. _errors.Lines.Select(line => new LogLine(line))];

    /// <summary>Starts an exporter; it listens when this returns.</summary>
    public static Task<ExporterProcess> StartAsync(params IReadOnlyList<string> arguments) => StartAsync(new ExporterStart(arguments));

    /// <inheritdoc cref="StartAsync(IReadOnlyList{string})"/>
    public static async Task<ExporterProcess> StartAsync(ExporterStart start)
    {
        var exporter = Start(ListensSomewhere(start) ? start : start with { Arguments = [.. start.Arguments, "--web.listen-address=127.0.0.1:0"] });
        try
        {
            var listening = await exporter.LogLineAsync(line => line.Message == "Listening on");
            exporter.UseAddress(new Uri($"http://{listening["address"]}/"));
            return exporter;
        }
        catch
        {
            await exporter.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an exporter without waiting until it listens.</summary>
    public static ExporterProcess Start(ExporterStart start) => new(start);

    /// <summary>Runs an exporter that ends by itself, and waits until it has ended.</summary>
    public static Task<ExporterResult> RunAsync(params IReadOnlyList<string> arguments) => RunAsync(new ExporterStart(arguments));

    /// <inheritdoc cref="RunAsync(IReadOnlyList{string})"/>
    public static async Task<ExporterResult> RunAsync(ExporterStart start)
    {
        await using var exporter = Start(start);
        return await exporter.EndAsync();
    }

    /// <summary>Sets the address on which the exporter listens, for exporters whose log cannot be read.</summary>
    public void UseAddress(Uri address)
    {
        _http?.Dispose();
        _http = new HttpClient(_connections, disposeHandler: false) { BaseAddress = address, Timeout = Poll.Timeout };
    }

    /// <summary>Waits for the first line of the log that fulfils the condition.</summary>
    public async Task<LogLine> LogLineAsync(Func<LogLine, bool> condition)
    {
        var line = await _errors.FirstAsync(text => condition(new LogLine(text)));
        return line is not null
            ? new LogLine(line)
            : throw new InvalidOperationException($"the log ended without the line that the test waits for:\n{string.Join('\n', _errors.Lines)}");
    }

    /// <summary>Scrapes the metrics; fails unless the status is 200.</summary>
    /// <param name="timeoutSeconds">The scrape's own timeout, as Prometheus announces it.</param>
    public async Task<Scrape> ScrapeAsync(double? timeoutSeconds = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        if (timeoutSeconds is { } seconds)
        {
            request.Headers.Add("X-Prometheus-Scrape-Timeout-Seconds", seconds.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return new Scrape(body);
    }

    /// <summary>Sends a signal to the process.</summary>
    public void Signal(UnixSignal signal) => Assert.True(UnixSignals.Send(Id, signal), "the exporter has ended already");

    /// <summary>Sends SIGTERM and waits until the process has ended.</summary>
    public Task<ExporterResult> StopAsync()
    {
        Signal(UnixSignal.SIGTERM);
        return EndAsync();
    }

    /// <summary>Waits until the process has ended.</summary>
    public async Task<ExporterResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        await _errors.Ended.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        return new ExporterResult(_process.ExitCode, await _output, _errors.Lines);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        _connections.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static bool ListensSomewhere(ExporterStart start) =>
        start.Environment.ContainsKey("ECS_EXPORTER_WEB_LISTEN_ADDRESS")
        || start.Arguments.Any(argument => argument.StartsWith("--web.listen-address", StringComparison.Ordinal));
}
