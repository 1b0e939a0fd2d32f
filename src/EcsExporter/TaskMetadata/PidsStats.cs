// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Processes and threads of a container: <c>pids_stats</c>.</summary>
public sealed class PidsStats
{
    /// <summary>Processes and threads there are: <c>current</c>.</summary>
    public ulong? Current { get; private set; }

    /// <summary>Most there may be; absent where unlimited: <c>limit</c>.</summary>
    public ulong? Limit { get; private set; }

    internal static PidsStats? Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedPids;
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new PidsStats();
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "current": stats.Current = json.UInt64(); break;
                case "limit": stats.Limit = Sentinels.WithoutUnlimited(json.UInt64()); break;
                default: json.Skip(); break;
            }
        }

        return stats;
    }
}
