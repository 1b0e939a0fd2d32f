// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata;

/// <summary>How often each kind of anomaly was met; the first of each kind is logged, so that a payload that stays odd costs one line.</summary>
public sealed partial class Anomalies(ILogger logger)
{
    private readonly long[] _counts = new long[Enum.GetValues<AnomalyKind>().Length];

    /// <summary>Times <paramref name="kind"/> was met.</summary>
    public long this[AnomalyKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    /// <summary>Counts one more.</summary>
    public void Add(AnomalyKind kind)
    {
        if (Interlocked.Increment(ref _counts[(int)kind]) == 1)
        {
            LogFirst(logger, kind.Label());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Part of the endpoint's answer is left out or merged, further cases are only counted in ecs_payload_anomalies_total")]
    private static partial void LogFirst(ILogger logger, string kind);
}
