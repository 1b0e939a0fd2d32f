// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Why a reading, or a part of it, did not reach the receiver.</summary>
internal enum DropReason
{
    /// <summary>It could not be made: a mistake of this program.</summary>
    Failed,

    /// <summary>The receiver did not accept it for so long that newer ones took its place.</summary>
    QueueFull,

    /// <summary>The receiver refused it for good.</summary>
    Refused,

    /// <summary>The exporter ended before it was delivered.</summary>
    Shutdown,

    /// <summary>It would have taken too much memory.</summary>
    TooLarge,
}

/// <summary>What deliveries have come to since the start. Thread-safe.</summary>
internal sealed class PushCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private long _delivered;
    private long _samples;
    private long _rejected;
    private long _bytes;
    private long _retries;
    private long _lastRequestTicks = -1;

    /// <summary>Readings that the receiver has accepted as a whole.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Samples in requests that the receiver has accepted, without those of them that it rejected.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Samples that the receiver rejected although it accepted the request.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Bytes of the bodies of accepted requests, compressed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Requests that were sent again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>How long the last request took, answered or not; null before the first.</summary>
    public TimeSpan? LastRequest => Interlocked.Read(ref _lastRequestTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Readings that were dropped.</summary>
    public long Dropped(DropReason reason) => Interlocked.Read(ref _dropped[(int)reason]);

    /// <summary>The reason as a label.</summary>
    public static string Label(DropReason reason) => reason switch
    {
        DropReason.Failed => "failed",
        DropReason.QueueFull => "queue_full",
        DropReason.Refused => "refused",
        DropReason.Shutdown => "shutdown",
        DropReason.TooLarge => "too_large",
    };

    /// <summary>Counts a reading that was delivered.</summary>
    public void CountDelivered() => Interlocked.Increment(ref _delivered);

    /// <summary>Counts readings that were dropped.</summary>
    public void CountDropped(DropReason reason, int readings = 1) => Interlocked.Add(ref _dropped[(int)reason], readings);

    /// <summary>Counts a request that was accepted.</summary>
    public void CountAccepted(int samples, long rejected, int bytes)
    {
        _ = Interlocked.Add(ref _samples, Math.Max(0, samples - rejected));
        _ = Interlocked.Add(ref _rejected, rejected);
        _ = Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Counts a request that is sent again.</summary>
    public void CountRetry() => Interlocked.Increment(ref _retries);

    /// <summary>Notes how long a request took.</summary>
    public void NoteRequest(TimeSpan duration) => Interlocked.Exchange(ref _lastRequestTicks, duration.Ticks);
}
