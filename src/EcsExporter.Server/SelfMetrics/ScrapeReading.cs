// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.SelfMetrics;

/// <summary>A reading that several families of a scrape share: made again once it is older than a scrape takes.</summary>
/// <param name="read">Makes it.</param>
/// <param name="time">The clock of its age.</param>
internal sealed class ScrapeReading<T>(Func<T> read, TimeProvider time)
    where T : struct
{
    private static readonly TimeSpan ScrapeTime = TimeSpan.FromMilliseconds(5);

    private readonly Lock _oneAtATime = new();
    private long? _readAt;
    private T _latest;

    /// <summary>The reading, made just now or for another family a moment ago.</summary>
    public T Get()
    {
        lock (_oneAtATime)
        {
            var now = time.GetTimestamp();
            if (_readAt is not { } readAt || time.GetElapsedTime(readAt, now) > ScrapeTime)
            {
                (_latest, _readAt) = (read(), now);
            }

            return _latest;
        }
    }
}
