// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Footprint;

/// <summary>
/// Measures the cost of one exporter that reads all tasks on an instance and pushes each reading. The measurement alternates with scrapes of an
/// exporter of one task with three containers, which is scraped as often as the instance has tasks.
/// </summary>
internal static class Hosts
{
    private const double Megabyte = 1_000_000;
    private const int ContainersOfATask = 3;

    /// <summary>The readings of ten minutes at the default interval of 15 s.</summary>
    private const int ReadingsWithoutReceiver = 40;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    public static IEnumerable<Table> Run(Options options, CancellationToken cancellationToken)
    {
        var hosts = options.Hosts.Select(tasks => Measure(tasks, options, cancellationToken)).ToArray();
        Row Of(string name, Func<Host, double> value) => new(name, [.. hosts.Select(host => (double?)value(host))], []);
        yield return new Table("One exporter for an instance", [.. options.Hosts.Select(size => $"{size} task{(size == 1 ? "" : "s")}")],
        [
            Of("/tasks and /tasks/stats, bytes", host => host.DocumentBytes),
            Of("Resident after all readings, MB", host => host.Memory.ResidentBytes / Megabyte),
            Of("— of it anonymous, MB", host => host.Memory.AnonymousBytes / Megabyte),
            Of("Peak resident, MB", host => host.Memory.PeakBytes / Megabyte),
            Of("CPU for a reading and its delivery, ms", host => host.Cpu.Median()),
            Of("CPU for as many compressed scrapes of a task, ms", host => host.CpuOfScrapes.Median()),
            Of("— ratio", host => host.Cpu.Zip(host.CpuOfScrapes, (reading, scrapes) => reading / scrapes).Median()),
            Of("Resident after 40 readings without the receiver, MB", host => host.MemoryWithoutReceiver.ResidentBytes / Megabyte),
            Of("— of it anonymous, MB", host => host.MemoryWithoutReceiver.AnonymousBytes / Megabyte),
            Of("Requests to the endpoint for a reading", static host => host.RequestsPerReading),
            Of("Pushed for a reading, bytes", host => host.PushedBytes),
        ])
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"Medians of {options.Rounds} rounds; {options.Pause.TotalMilliseconds} ms after each scrape."),
        };
    }

    private static Host Measure(int tasks, Options options, CancellationToken cancellationToken)
    {
        var documents = MetadataDocuments.OfHost(tasks);
        using var endpoint = new MetadataResponder(documents);
        using var receiver = new PushReceiver();
        using var daemon = new RunningExporter(new(
            "daemon",
            [Path.GetFullPath(options.Binary), "--web.listen-address=127.0.0.1:{port}", "--ecs.daemon=on", "--ecs.cache-ttl=0",
                $"--push.url={receiver.Url}", "--push.interval=1s"],
            "/metrics",
            endpoint.BaseUri));
        daemon.WaitUntilItListens(cancellationToken);
        using var taskEndpoint = new MetadataResponder(MetadataDocuments.OfSize(ContainersOfATask));
        using var session = new Session(
            Contender.Ours(options.Binary, taskEndpoint.BaseUri), Representation.All.First(form => form.Name == "Text, gzip"), cancellationToken);
        session.ScrapeFirst();
        List<double> cpu = [];
        var readingsPerRound = Math.Max(1, options.Scrapes[^1] / options.Rounds / 100);
        WaitFor(endpoint, 2, cancellationToken);
        var (readings, requests, bytes) = (endpoint.Readings, endpoint.Requests, receiver.Bytes);
        for (var round = 0; round < options.Rounds; round++)
        {
            var (start, before) = (endpoint.Readings, LibC.CpuTime(daemon.Id));
            WaitFor(endpoint, start + readingsPerRound, cancellationToken);
            cpu.Add((LibC.CpuTime(daemon.Id) - before).TotalMilliseconds / (endpoint.Readings - start));
            session.RunBlock(Math.Max(100, tasks), options.Pause);
        }

        readings = endpoint.Readings - readings;
        var requestsPerReading = (double)(endpoint.Requests - requests) / readings;
        var bytesPerReading = (double)(receiver.Bytes - bytes) / readings;
        var memory = MemoryFigures.Of(daemon.Id);
        receiver.IsUnavailable = true;
        WaitFor(endpoint, endpoint.Readings + ReadingsWithoutReceiver, cancellationToken);
        return new Host(
            documents.Task.Length + documents.Stats.Length,
            memory,
            MemoryFigures.Of(daemon.Id),
            cpu,
            [.. session.Result().Blocks.Select(block => block.Cpu * tasks / 1000)],
            requestsPerReading,
            bytesPerReading);
    }

    /// <summary>Waits for a number of readings, and half a second more, so that the last reading has ended.</summary>
    private static void WaitFor(MetadataResponder endpoint, long readings, CancellationToken cancellationToken)
    {
        while (endpoint.Readings < readings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LibC.Wait(Poll);
        }

        _ = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(500));
    }

    private sealed record Host(
        int DocumentBytes,
        MemoryFigures Memory,
        MemoryFigures MemoryWithoutReceiver,
        IReadOnlyList<double> Cpu,
        IReadOnlyList<double> CpuOfScrapes,
        double RequestsPerReading,
        double PushedBytes);
}
