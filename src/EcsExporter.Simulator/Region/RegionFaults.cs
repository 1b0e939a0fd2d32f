// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace EcsExporter.Simulator.Region;

/// <summary>Controls how a region answers each action. Thread-safe; changes apply to the next request.</summary>
public sealed class RegionFaults
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private Slot _all = new(RegionFault.None);
    private double _share = 1;

    /// <summary>
    /// The share of the account's request limits that this client gets: 1 for the whole limits, 0.1 for a tenth. The limits apply unless
    /// <see cref="SimulatedRegionOptions.Throttle"/> is false.
    /// </summary>
    public double ThrottleShare
    {
        get => Volatile.Read(ref _share);
        set => Volatile.Write(ref _share, value);
    }

    /// <summary>Answers an action, such as <c>ListTasks</c>, with a fault from the next request on.</summary>
    public void Inject(string action, RegionFault fault) => _slots[action] = new Slot(fault);

    /// <summary>Answers every action with a fault, except actions that have their own fault. Each action counts its own requests.</summary>
    public void InjectAll(RegionFault fault) => Volatile.Write(ref _all, new Slot(fault));

    /// <summary>Removes all faults. Answers that have begun stay faulty.</summary>
    public void Clear()
    {
        _slots.Clear();
        InjectAll(RegionFault.None);
    }

    internal RegionFault Next(string action) => (_slots.TryGetValue(action, out var slot) ? slot : Volatile.Read(ref _all)).Next(action);

    private sealed class Slot(RegionFault fault)
    {
        private readonly ConcurrentDictionary<string, long> _requests = new(StringComparer.Ordinal);

        public RegionFault Next(string action) =>
            _requests.AddOrUpdate(action, 1, static (_, requests) => requests + 1) <= fault.Limit ? fault : RegionFault.None;
    }
}
