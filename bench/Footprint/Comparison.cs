// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Footprint;

/// <summary>Compares the exporter with other exporters, if there are any, with one task in every representation.</summary>
internal static class Comparison
{
    private const double Megabyte = 1_000_000;

    public static IEnumerable<Table> Run(Options options, CancellationToken cancellationToken)
    {
        var documents = MetadataDocuments.For(options);
        using var endpoint = new MetadataResponder(documents);
        var contenders = Numbered(
        [
            Contender.Ours(options.Binary, endpoint.BaseUri),
            .. options.Peers.Select(peer => Contender.Peer(peer, options.PeerPath, endpoint.BaseUri)),
        ]);
        string[] columns =
        [
            .. contenders.Select(contender => contender.Name),
            .. contenders.Skip(1).Select(peer => $"ratio to {peer.Name}"),
        ];

        var measurement = new Measurement(options, cancellationToken);
        yield return new Table("Binary and start", columns,
        [
            Row.Of("Binary, MB", measurement.BinaryBytes(contenders).Select(bytes => (double?)bytes / Megabyte)),
            Row.OverRounds("Start to first scrape, ms", measurement.Starts(contenders)),
        ])
        {
            Note = string.Create(CultureInfo.InvariantCulture,
                $"/task has {documents.Task.Length} bytes, /task/stats {documents.Stats.Length}. "
                + $"Medians of {options.Starts} starts and {options.Rounds} rounds, {Environment.ProcessorCount} processors."),
        };
        foreach (var representation in Representation.All)
        {
            var sessions = measurement.Scrapes(contenders, representation, _ => options.Scrapes);
            yield return new Table(representation.Name, columns, [.. Rows(sessions, options.Scrapes)]);
        }
    }

    /// <summary>Makes the names of the exporters unique.</summary>
    private static Contender[] Numbered(Contender[] contenders) =>
    [
        .. contenders.Select((contender, i) => contenders.Take(i).Count(earlier => earlier.Name == contender.Name) is > 0 and var same
            ? contender with { Name = $"{contender.Name} {same + 1}" }
            : contender),
    ];

    private static IEnumerable<Row> Rows(IReadOnlyList<SessionResult> sessions, IReadOnlyList<int> scrapes)
    {
        Row Of(string name, Func<SessionResult, double?> value) => Row.Of(name, sessions.Select(value));
        Row OverRounds(string name, Func<Block, double> value) =>
            Row.OverRounds(name, [.. sessions.Select(session => session.Blocks.Select(value).ToArray())]);

        yield return Of("Resident before the first scrape, MB", session => session.Started.ResidentBytes / Megabyte);
        yield return Of("Resident idle (after the first scrape), MB", session => session.Idle.ResidentBytes / Megabyte);
        yield return Of("— of it anonymous, MB", session => session.Idle.AnonymousBytes / Megabyte);
        yield return Of("— of it files, MB", session => session.Idle.FileBytes / Megabyte);
        for (var i = 0; i < scrapes.Count; i++)
        {
            var checkpoint = i;
            var count = scrapes[i].ToString("N0", CultureInfo.InvariantCulture);
            yield return Of($"Resident after {count} scrapes, MB", session => session.Checkpoints[checkpoint].ResidentBytes / Megabyte);
        }

        yield return Of("— of it anonymous, MB", session => session.Checkpoints[^1].AnonymousBytes / Megabyte);
        yield return Of("— of it files, MB", session => session.Checkpoints[^1].FileBytes / Megabyte);
        yield return Of("Peak resident, MB", session => session.Checkpoints[^1].PeakBytes / Megabyte);
        yield return Of("Threads", session => session.Checkpoints[^1].Threads);
        yield return OverRounds("CPU per scrape, µs", block => block.Cpu);
        yield return OverRounds("Latency p50, µs", block => block.P50);
        yield return OverRounds("Latency p90, µs", block => block.P90);
        yield return OverRounds("Latency p99, µs", block => block.P99);
        yield return Of("Body, bytes", session => session.BodyBytes);
        yield return Of("Allocated per scrape, bytes", session => session.AllocatedBytesPerScrape);
        yield return Of("Collections of generation 0", session => session.Collections?[0]);
        yield return Of("Collections of generation 1", session => session.Collections?[1]);
        yield return Of("Collections of generation 2", session => session.Collections?[2]);
    }
}
