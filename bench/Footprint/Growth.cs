// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>Measures the cost of a scrape for tasks of growing size. The cost per container should not grow.</summary>
internal static class Growth
{
    private const double Megabyte = 1_000_000;
    private const int ScrapedContainers = 50_000;
    private const int LeastScrapes = 300;

    private static readonly int[] Sizes = [1, 10, 100, 1000];
    private static readonly int Small = Array.IndexOf(Sizes, 10);

    public static IEnumerable<Table> Run(Options options, CancellationToken cancellationToken)
    {
        MetadataResponder[] endpoints = [.. Sizes.Select(size => new MetadataResponder(MetadataDocuments.OfSize(size)))];
        try
        {
            Contender[] contenders = [.. endpoints.Select(endpoint => Contender.Ours(options.Binary, endpoint.BaseUri))];
            var sessions = new Measurement(options, cancellationToken).Scrapes(
                contenders, Representation.Text, contender => [Scrapes(Sizes[Array.IndexOf(contenders, contender)], options)]);
            string[] columns = [.. Sizes.Select(size => $"{size} container{(size == 1 ? "" : "s")}"), $"per container, {Sizes[^1]} to {Sizes[Small]}"];
            yield return new Table("Growth", columns, [.. Rows(sessions)]);
        }
        finally
        {
            Array.ForEach(endpoints, endpoint => endpoint.Dispose());
        }
    }

    /// <summary>The number of scrapes for a task, which is smaller for large tasks because their scrapes take long.</summary>
    private static int Scrapes(int size, Options options) => Math.Clamp(ScrapedContainers / size, LeastScrapes, Math.Max(LeastScrapes, options.Scrapes[^1]));

    private static IEnumerable<Row> Rows(IReadOnlyList<SessionResult> sessions)
    {
        double[] cpu = [.. sessions.Select(session => session.Blocks.Select(block => block.Cpu).Median())];
        yield return PerContainer("CPU per scrape, µs", cpu);
        yield return new Row("— for each container, µs", [.. cpu.Select((time, i) => (double?)time / Sizes[i])], [null]);
        double[] more = [.. Enumerable.Range(1, Sizes.Length - 1).Select(i => (cpu[i] - cpu[i - 1]) / (Sizes[i] - Sizes[i - 1]))];
        yield return new Row(
            "— for each container more than in the smaller task, µs", [null, .. more.Select(time => (double?)time)], [more[^1] / more[Small - 1]]);
        yield return PerContainer("Latency p50, µs", sessions.Select(session => session.Blocks.Select(block => block.P50).Median()));
        yield return PerContainer("Resident idle (after the first scrape), MB", sessions.Select(session => session.Idle.ResidentBytes / Megabyte));
        yield return PerContainer("Resident after all scrapes, MB", sessions.Select(session => session.Checkpoints[^1].ResidentBytes / Megabyte));
        yield return PerContainer("Peak resident, MB", sessions.Select(session => session.Checkpoints[^1].PeakBytes / Megabyte));
        yield return PerContainer("Body, bytes", sessions.Select(session => (double)session.BodyBytes));
        yield return PerContainer("Allocated per scrape, bytes", sessions.Select(session => session.AllocatedBytesPerScrape ?? 0));
        yield return new Row("Collections of generation 2", [.. sessions.Select(session => session.Collections?[2])], [null]);
    }

    private static Row PerContainer(string name, IEnumerable<double> values)
    {
        double[] all = [.. values];
        return new Row(name, [.. all.Select(value => (double?)value)], [all[^1] / Sizes[^1] / (all[Small] / Sizes[Small])]);
    }
}
