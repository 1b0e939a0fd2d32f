// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>
/// Measures exporters side by side. The machine is rarely quiet, so the exporters take short turns: a disturbance then affects all of them, and the
/// ratios within a round are more reliable than the absolute figures.
/// </summary>
internal sealed class Measurement(Options options, CancellationToken cancellationToken)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Time from each start to the end of the first scrape in milliseconds; one list for each contender.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Starts(IReadOnlyList<Contender> contenders)
    {
        // A first start of each contender, which is not counted, warms the page cache and this program's own code.
        foreach (var contender in contenders)
        {
            _ = Start(contender);
        }

        var rounds = Enumerable.Range(0, options.Starts).Select(_ => contenders.Select(Start).ToArray()).ToArray();
        return [.. contenders.Select((_, i) => rounds.Select(round => round[i]).ToArray())];
    }

    /// <summary>Size of each contender's executable.</summary>
    public IReadOnlyList<long> BinaryBytes(IReadOnlyList<Contender> contenders) => [.. contenders.Select(contender =>
    {
        using var session = new Session(contender, Representation.Text, cancellationToken);
        return session.BinaryBytes;
    })];

    /// <summary>Memory, CPU and latency of each contender in one representation.</summary>
    /// <param name="contenders">The exporters to measure.</param>
    /// <param name="representation">The format to request.</param>
    /// <param name="scrapes">Returns the numbers of scrapes after which a contender's memory is read.</param>
    public IReadOnlyList<SessionResult> Scrapes(IReadOnlyList<Contender> contenders, Representation representation, Func<Contender, IReadOnlyList<int>> scrapes)
    {
        List<Session> sessions = [];
        try
        {
            foreach (var contender in contenders)
            {
                sessions.Add(new Session(contender, representation, cancellationToken));
            }

            _ = cancellationToken.WaitHandle.WaitOne(Quiet);
            sessions.ForEach(session => session.ScrapeFirst());
            var plans = contenders.Select(contender => Blocks(scrapes(contender))).ToArray();
            for (var block = 0; block < plans[0].Count; block++)
            {
                for (var i = 0; i < sessions.Count; i++)
                {
                    var (count, isCheckpoint) = plans[i][block];
                    sessions[i].RunBlock(count, options.Pause);
                    if (isCheckpoint)
                    {
                        sessions[i].ReadMemory();
                    }
                }
            }

            return [.. sessions.Select(session => session.Result())];
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    private double Start(Contender contender)
    {
        using var exporter = new RunningExporter(contender);
        using var connection = exporter.Connect(Representation.Text, cancellationToken);
        connection.Scrape();
        return exporter.Age.TotalMilliseconds;
    }

    /// <summary>Divides the scrapes into equal blocks, and divides a block further if it contains a checkpoint.</summary>
    private List<(int Scrapes, bool IsCheckpoint)> Blocks(IReadOnlyList<int> checkpoints)
    {
        var ends = Enumerable.Range(1, options.Rounds).Select(round => (int)((long)checkpoints[^1] * round / options.Rounds));
        List<(int Scrapes, bool IsCheckpoint)> blocks = [];
        var begin = 0;
        foreach (var end in ends.Concat(checkpoints).Where(end => end > 0).Distinct().Order())
        {
            blocks.Add((end - begin, checkpoints.Contains(end)));
            begin = end;
        }

        return blocks;
    }
}
