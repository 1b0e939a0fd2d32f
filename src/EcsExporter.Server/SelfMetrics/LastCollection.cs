// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.SelfMetrics;

/// <summary>What the last garbage collection left. The runtime's answer stays the same until the next one, and is an object of 500 bytes each time.</summary>
internal sealed class LastCollection
{
    private readonly Lock _oneAtATime = new();
    private int? _collections;
    private GCMemoryInfo _latest;

    /// <summary>As of now.</summary>
    public GCMemoryInfo Get()
    {
        lock (_oneAtATime)
        {
            var collections = GC.CollectionCount(0);
            if (collections != _collections)
            {
                (_latest, _collections) = (GC.GetGCMemoryInfo(GCKind.Any), collections);
            }

            return _latest;
        }
    }
}
