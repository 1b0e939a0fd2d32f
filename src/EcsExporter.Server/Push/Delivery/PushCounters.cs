// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Why a reading, or a part of it, did not reach the receiver.</summary>
internal enum DropReason
{
    /// <summary>The reading could not be made, because of a bug in the exporter.</summary>
    Failed,

    /// <summary>The receiver did not accept the reading before newer readings displaced it.</summary>
    QueueFull,

    /// <summary>The receiver refused the reading permanently.</summary>
    Refused,

    /// <summary>The exporter stopped before the reading was delivered.</summary>
    Shutdown,

    /// <summary>The reading would have taken too much memory.</summary>
    TooLarge,
}

/// <summary>Counts the results of deliveries since the start. Thread-safe.</summary>
internal sealed class PushCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private long _delivered;
    private long _samples;
    private long _rejected;
    private long _bytes;
    private long _retries;
    private long _lastRequestTicks = -1;

    /// <summary>Readings that the receiver accepted as a whole.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Samples that the receiver accepted.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Samples that the receiver rejected although it accepted the request.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Bytes of the bodies of accepted requests, compressed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Requests that were retried.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>How long the last request took, answered or not; null before the first.</summary>
    public TimeSpan? LastRequest => Interlocked.Read(ref _lastRequestTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Returns the number of readings dropped for a reason.</summary>
    public long Dropped(DropReason reason) => Interlocked.Read(ref _dropped[(int)reason]);

    public static string Label(DropReason reason) => reason switch
    {
        DropReason.Failed => "failed",
        DropReason.QueueFull => "queue_full",
        DropReason.Refused => "refused",
        DropReason.Shutdown => "shutdown",
        DropReason.TooLarge => "too_large",
    };

    public void CountDelivered() => Interlocked.Increment(ref _delivered);

    public void CountDropped(DropReason reason, int readings = 1) => Interlocked.Add(ref _dropped[(int)reason], readings);

    public void CountAccepted(int samples, long rejected, int bytes)
    {
        _ = Interlocked.Add(ref _samples, Math.Max(0, samples - rejected));
        _ = Interlocked.Add(ref _rejected, rejected);
        _ = Interlocked.Add(ref _bytes, bytes);
    }

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void NoteRequest(TimeSpan duration) => Interlocked.Exchange(ref _lastRequestTicks, duration.Ticks);
}
