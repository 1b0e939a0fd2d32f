// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Footprint;

/// <summary>Runs one exporter process and scrapes it in one representation over one connection.</summary>
internal sealed class Session : IDisposable
{
    private readonly Contender _contender;
    private readonly RunningExporter _exporter;
    private readonly Representation _representation;
    private readonly CancellationToken _cancellationToken;
    private readonly List<Block> _blocks = [];
    private readonly List<MemoryFigures> _checkpoints = [];
    private ScrapeConnection? _connection;
    private MemoryFigures _started;
    private MemoryFigures _idle;
    private RuntimeFigures? _runtime;
    private int _scrapes;

    /// <summary>Starts the exporter; it listens when this returns, without a connection yet.</summary>
    public Session(Contender contender, Representation representation, CancellationToken cancellationToken)
    {
        _contender = contender;
        _representation = representation;
        _cancellationToken = cancellationToken;
        _exporter = new RunningExporter(contender);
        try
        {
            _exporter.WaitUntilItListens(cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Size of the exporter's executable.</summary>
    public long BinaryBytes => _exporter.BinaryBytes;

    private ScrapeConnection Connection => _connection ?? throw new InvalidOperationException("the first scrape comes first");

    /// <summary>Reads the memory of the exporter before and after its first scrape.</summary>
    public void ScrapeFirst()
    {
        _started = MemoryFigures.Of(_exporter.Id);
        _connection = _exporter.Connect(_representation, _cancellationToken);
        _connection.Scrape();
        _idle = MemoryFigures.Of(_exporter.Id);
        _runtime = RuntimeFigures.Of(_connection.BodyText());
    }

    /// <summary>Scrapes a number of times and records a block.</summary>
    /// <param name="scrapes">The number of scrapes.</param>
    /// <param name="pause">The pause after each scrape.</param>
    public void RunBlock(int scrapes, TimeSpan pause)
    {
        var times = new double[scrapes];
        var cpu = LibC.CpuTime(_exporter.Id);
        for (var i = 0; i < scrapes; i++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            Connection.Scrape();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (pause > TimeSpan.Zero)
            {
                _ = _cancellationToken.WaitHandle.WaitOne(pause);
            }
        }

        cpu = LibC.CpuTime(_exporter.Id) - cpu;
        times.Sort();
        ReadOnlySpan<double> sorted = times;
        _blocks.Add(new(cpu.TotalMicroseconds / scrapes, sorted.Quantile(0.5), sorted.Quantile(0.9), sorted.Quantile(0.99)));
        _scrapes += scrapes;
    }

    /// <summary>Reads the exporter's memory.</summary>
    public void ReadMemory() => _checkpoints.Add(MemoryFigures.Of(_exporter.Id));

    /// <summary>The figures of the session.</summary>
    public SessionResult Result()
    {
        var runtime = RuntimeFigures.Of(Connection.BodyText());
        return new(_contender.Name, Connection.BodyBytes, _started, _idle, _checkpoints, _blocks)
        {
            AllocatedBytesPerScrape = (runtime?.AllocatedBytes - _runtime?.AllocatedBytes) / _scrapes,
            Collections = runtime is null || _runtime is null ? null : [.. runtime.Collections.Zip(_runtime.Collections, (end, begin) => end - begin)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        _exporter.Dispose();
    }
}
