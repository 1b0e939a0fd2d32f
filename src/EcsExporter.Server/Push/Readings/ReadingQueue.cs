// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// Queues readings for delivery, oldest first. When the queue is full, the oldest reading is dropped. It may be the one in delivery, because a
/// receiver that never accepts it must not block the others forever.
/// </summary>
/// <param name="maxReadings">The most readings.</param>
/// <param name="maxBytes">Returns the memory limit for all readings with their series. One reading is kept even if it exceeds the limit.</param>
internal sealed class ReadingQueue(int maxReadings, Func<int> maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<Reading> _readings = new();
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reading? _inDelivery;
    private bool _isComplete;

    /// <summary>The number of readings in the queue, including the one in delivery.</summary>
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

    /// <summary>Adds a reading, and drops the oldest ones if necessary. Returns how many were dropped before their delivery began.</summary>
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

    /// <summary>Ends the queue. No reading may be added afterwards.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _ = _added.TrySetResult();
        }
    }

    /// <summary>
    /// Waits for a reading. Returns the oldest, which stays in the queue until it is removed; null when the queue has ended and is empty.
    /// </summary>
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

    /// <summary>Whether the reading is still in the queue.</summary>
    public bool Holds(Reading reading)
    {
        lock (_lock)
        {
            return _readings.TryPeek(out var oldest) && oldest == reading;
        }
    }

    /// <summary>Removes a reading that was delivered or refused, unless it has been dropped in the meantime.</summary>
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

    /// <summary>The memory of all readings. A set of series counts once for all readings that share it.</summary>
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
