// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>Collects the lines that a process writes and lets tests wait for a line.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Completed when the stream has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Adds a line, or null for the end of the stream.</summary>
    public void Add(string? line)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (line is null)
            {
                _ = _ended.TrySetResult();
            }
            else
            {
                _lines.Add(line);
            }

            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Waits for the first line that fulfils the condition; null when the stream ends without such a line.</summary>
    public async Task<string?> FirstAsync(Func<string, bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_lines.Find(line => condition(line)) is { } found)
                {
                    return found;
                }

                if (_ended.Task.IsCompleted)
                {
                    return null;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        }
    }
}
