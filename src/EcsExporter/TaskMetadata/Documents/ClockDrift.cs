// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>How well the host's clock is kept: <c>ClockDrift</c>, on Fargate and Managed Instances.</summary>
/// <param name="ErrorBoundMilliseconds">Largest error of the clock in ms; 0 when left out, as the endpoint does with a zero: <c>ClockErrorBound</c>.</param>
/// <param name="ReferenceTime">When that was measured: <c>ReferenceTimestamp</c>.</param>
/// <param name="SynchronizationStatus"><c>SYNCHRONIZED</c> or <c>NOT_SYNCHRONIZED</c>: <c>ClockSynchronizationStatus</c>.</param>
public readonly record struct ClockDrift(double? ErrorBoundMilliseconds, Timestamp? ReferenceTime, string? SynchronizationStatus)
{
    internal static ClockDrift? Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var drift = new ClockDrift(0, null, null);
        var empty = true;
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "ClockErrorBound": drift = drift with { ErrorBoundMilliseconds = json.Double() }; break;
                case "ReferenceTimestamp": drift = drift with { ReferenceTime = json.Time() }; break;
                case "ClockSynchronizationStatus": drift = drift with { SynchronizationStatus = json.Text() }; break;
                default: json.Skip(); continue;
            }

            empty = false;
        }

        return empty ? null : drift;
    }
}
