// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace EcsExporter.Soak;

/// <summary>
/// Keeps an exporter under load while everything around it misbehaves. Then compares its memory, threads and descriptors with those after the
/// warm-up, and its counters with the answers that its clients got.
/// </summary>
internal sealed class SoakRun(SoakOptions options, TextWriter output)
{
    /// <summary>The name in <see cref="Tally"/> of a scrape that the limit of concurrent scrapes refused.</summary>
    public const string Refused = "refused for want of a turn";

    private const int Workers = 4;

    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ContainersInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FaultInterval = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan SettingsInterval = TimeSpan.FromSeconds(3);

    private readonly Problems _problems = new();
    private readonly Tally _tally = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>Runs the soak test; returns the problems.</summary>
    public async Task<Problems> RunAsync()
    {
        await using var task = await ChangingTask.StartAsync();
        using var settings = new WebSettings();
        await using var receiver = new ChangingReceiver();
        using var exporter = SoakedExporter.Start(
            options.Command,
            [
                $"--ecs.metadata-uri={task.MetadataUri}", "--ecs.cache-ttl=0", "--ecs.timeout=1s",
                $"--web.config.file={settings.Path}", "--web.listen-address=127.0.0.1:0",
                $"--push.url={receiver.Url}", "--push.interval=1s", "--push.timeout=1s", "--push.shutdown-timeout=1s",
            ],
            _problems);
        var address = await exporter.Address;
        await PrintAsync($"seed {options.Seed}, process {exporter.ProcessId}");

        await LoadAsync(exporter, task, receiver, settings, address, new Random(options.Seed), options.WarmUp);
        var before = await SettleAsync(exporter, address, static _ => true);
        await PrintAsync($"before: {before}");

        await LoadAsync(exporter, task, receiver, settings, address, new Random(~options.Seed), options.Duration);
        var after = await SettleAsync(exporter, address, now => IsWhatItWas(before, now));
        await PrintAsync($"after:  {after}");
        if (!IsWhatItWas(before, after))
        {
            _problems.Add($"it does not hold what it held: {before} before, {after} after");
        }

        await CompareCountersAsync(address);
        var exitCode = await exporter.StopAsync();
        if (exitCode != 0)
        {
            _problems.Add($"exit code {exitCode}");
        }

        await PrintAsync($"{_tally}\n{_problems}");
        return _problems;
    }

    private bool IsWhatItWas(ProcessFigures before, ProcessFigures now) =>
        now.ResidentKibibytes <= before.ResidentKibibytes * (1 + options.MemoryTolerance)
        && now.Threads <= before.Threads
        && now.Descriptors <= before.Descriptors
        && now.Sockets <= before.Sockets;

    private async Task LoadAsync(
        SoakedExporter exporter, ChangingTask task, ChangingReceiver receiver, WebSettings settings, Uri address, Random random, TimeSpan duration)
    {
        using (var clients = new Clients(address, _tally, _problems))
        using (var end = new CancellationTokenSource(duration))
        {
            var randoms = Enumerable.Range(0, Workers).Select(_ => new Random(random.Next())).ToList();
            var (forContainers, forFaults) = (new Random(random.Next()), new Random(random.Next()));
            var (forSettings, forReceiver) = (new Random(random.Next()), new Random(random.Next()));
            await Task.WhenAll(
            [
                .. randoms.Select(own => EveryAsync(TimeSpan.FromSeconds((double)Workers / options.RequestsPerSecond), () => clients.ActAsync(own), end.Token)),
                EveryAsync(ContainersInterval, () => Do(() => task.ReplaceContainers(forContainers)), end.Token),
                EveryAsync(FaultInterval, () => task.MisbehaveAsync(forFaults), end.Token),
                EveryAsync(FaultInterval, () => Do(() => receiver.Misbehave(forReceiver)), end.Token),
                EveryAsync(SettingsInterval, () => Do(() => settings.Change(forSettings)), end.Token),
                EveryAsync(ReportInterval, () => ReportAsync(exporter), end.Token),
            ]);
        }

        await task.BehaveAsync();
        receiver.Behave();
        settings.WriteDefault();

        static Task Do(Action action)
        {
            action();
            return Task.CompletedTask;
        }
    }

    private static async Task EveryAsync(TimeSpan interval, Func<Task> action, CancellationToken end)
    {
        using var timer = new PeriodicTimer(interval);
        while (await IsNextAsync(timer, end))
        {
            await action();
        }
    }

    private static async Task<bool> IsNextAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Scrapes without faults for the time in the options, and longer if that time is short, until the figures are good: idle threads end after
    /// twenty seconds only. Memory is the average of the second half, because it grows between garbage collections.
    /// </summary>
    private async Task<ProcessFigures> SettleAsync(SoakedExporter exporter, Uri address, Func<ProcessFigures, bool> isWell)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.ConnectionClose = true;
        http.DefaultRequestHeaders.Authorization = Credentials();
        using var timer = new PeriodicTimer(LookInterval);
        Queue<long> resident = [];
        for (var startedAt = Stopwatch.GetTimestamp(); ;)
        {
            var scrapedAt = Stopwatch.GetTimestamp();
            _ = await http.GetStringAsync(new Uri("metrics", UriKind.Relative));
            _tally.AddScrape(scrapedAt);
            _ = await timer.WaitForNextTickAsync();
            var now = ProcessFigures.Of(exporter.ProcessId);
            resident.Enqueue(now.ResidentKibibytes);
            if (resident.Count > options.Settle / LookInterval / 2)
            {
                _ = resident.Dequeue();
            }

            var figures = now with { ResidentKibibytes = resident.Sum() / Math.Max(resident.Count, 1) };
            var quiet = Stopwatch.GetElapsedTime(startedAt);
            if (quiet >= options.Settle && (isWell(figures) || quiet >= LongestQuiet))
            {
                return figures;
            }
        }
    }

    /// <summary>Compares counters. The exporter counts answers that it has begun to send; for clients that left early, that is not known.</summary>
    private async Task CompareCountersAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = Credentials();
        var lines = (await http.GetStringAsync(new Uri("metrics", UriKind.Relative))).Split('\n');
        var counted = Counted(lines, "200");
        if (counted < _tally.Scrapes || counted > _tally.Scrapes + _tally.Unknown)
        {
            _problems.Add($"{counted} scrapes are counted, and there were {_tally.Scrapes}, and {_tally.Unknown} given up early");
        }

        var refused = Counted(lines, "503");
        if (refused < _tally.Count(Refused) || refused > _tally.Count(Refused) + _tally.Unknown)
        {
            _problems.Add($"{refused} refused scrapes are counted, and there were {_tally.Count(Refused)}");
        }

        if (Counted(lines, "500") is > 0 and var failed)
        {
            _problems.Add($"{failed} scrapes failed");
        }

        if (!lines.Contains("promhttp_metric_handler_requests_in_flight 1") || !lines.Contains("ecs_up 1"))
        {
            _problems.Add($"the last scrape is not like the first: {string.Join('\n', lines)}");
        }

        var waiting = Value(lines, "ecs_exporter_push_queue_length");
        if (waiting > 1)
        {
            _problems.Add($"{waiting} readings wait for a receiver that takes them");
        }

        var delivered = Value(lines, "ecs_exporter_push_readings_delivered_total");
        if (delivered == 0)
        {
            _problems.Add("no reading was delivered");
        }

        await PrintAsync($"counted: {counted} scrapes, {refused} refused, {delivered} readings delivered");
    }

    private static long Counted(IEnumerable<string> lines, string code) => Value(lines, $"promhttp_metric_handler_requests_total{{code=\"{code}\"}}");

    private static long Value(IEnumerable<string> lines, string series) => (long)double.Parse(
        lines.Single(line => line.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture);

    private static AuthenticationHeaderValue Credentials() => new("Basic", Convert.ToBase64String("alice:alice123"u8));

    private Task ReportAsync(SoakedExporter exporter) => exporter.HasExited
        ? throw new InvalidOperationException($"the exporter has ended: {_problems}")
        : PrintAsync($"{ProcessFigures.Of(exporter.ProcessId)}; {_tally.Scrapes} scrapes, {_problems.Count} problems");

    private Task PrintAsync(string text) =>
        output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_startedAt):hh\\:mm\\:ss} {text}"));
}
