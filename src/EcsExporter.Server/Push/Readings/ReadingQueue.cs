// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// The readings that wait to be delivered, oldest first. When it is full, the oldest is dropped. That may be the one that is being delivered: a
/// receiver that never accepts it must not block the others for ever.
/// </summary>
/// <param name="maxReadings">The most readings.</param>
/// <param name="maxBytes">Gives the most memory that readings and their series take together. One reading is kept whatever it takes.</param>
internal sealed class ReadingQueue(int maxReadings, Func<int> maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<Reading> _readings = new();
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reading? _inDelivery;
    private bool _isComplete;

    /// <summary>How many readings wait, the one that is being delivered among them.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _readings.Count;
            }
        }
    }

    /// <summary>Adds a reading, and makes room for it. Returns how many readings were dropped before anybody tried to deliver them.</summary>
    public int Add(Reading reading)
    {
        lock (_lock)
        {
            var dropped = 0;
            _readings.Enqueue(reading);
            while (_readings.Count > 1 && (_readings.Count > maxReadings || Bytes > maxBytes()))
            {
                dropped += _readings.Dequeue() == _inDelivery ? 0 : 1;
            }

            _added.SetResult();
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return dropped;
        }
    }

    /// <summary>No reading will be added any more.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _ = _added.TrySetResult();
        }
    }

    /// <summary>Waits for a reading. Returns the oldest, which stays in the queue until it is removed; null when none is left and none will come.</summary>
    public async Task<Reading?> OldestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_readings.TryPeek(out _inDelivery) || _isComplete)
                {
                    return _inDelivery;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether the reading still waits, and has not been dropped.</summary>
    public bool Holds(Reading reading)
    {
        lock (_lock)
        {
            return _readings.TryPeek(out var oldest) && oldest == reading;
        }
    }

    /// <summary>Removes a reading that was delivered or refused, unless it has been dropped meanwhile.</summary>
    public void Remove(Reading reading)
    {
        lock (_lock)
        {
            _inDelivery = null;
            if (_readings.TryPeek(out var oldest) && oldest == reading)
            {
                _ = _readings.Dequeue();
            }
        }
    }

    /// <summary>A set of series counts once for all readings that share it.</summary>
    private long Bytes
    {
        get
        {
            long bytes = 0;
            HashSet<SeriesSet> counted = [];
            foreach (var target in _readings.SelectMany(static reading => reading.Targets))
            {
                bytes += target.Bytes + (counted.Add(target.Series) ? target.Series.Bytes : 0);
            }

            return bytes;
        }
    }
}
