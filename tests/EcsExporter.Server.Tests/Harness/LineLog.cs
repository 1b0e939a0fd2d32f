// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>The lines a process has written so far, and a way to wait for one.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All lines until now.</summary>
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

    /// <summary>Takes a line, or null for the end of the stream.</summary>
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

    /// <summary>The first line that fulfils the condition, as soon as there is one; null if the stream ends without.</summary>
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
