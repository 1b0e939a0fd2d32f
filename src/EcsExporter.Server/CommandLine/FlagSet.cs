// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;

namespace EcsExporter.Server.CommandLine;

/// <summary>The flags of this executable: the declared ones, and one for each collector.</summary>
internal sealed class FlagSet
{
    private readonly IReadOnlyList<(Flag<bool> Flag, Collector Collector)> _collectors;
    private readonly Dictionary<string, Flag> _byName;

    /// <param name="collectors">The collectors there are.</param>
    public FlagSet(IEnumerable<Collector> collectors)
    {
        _collectors =
        [
            .. collectors
                .OrderBy(collector => collector.Name, StringComparer.Ordinal)
                .Select(collector => (Flag.Switch("collector." + collector.Name, collector.Help, collector.EnabledByDefault), collector)),
        ];
        All = [.. Flags.All, .. _collectors.Select(pair => pair.Flag)];
        _byName = All.ToDictionary(flag => flag.Name, StringComparer.Ordinal);
    }

    /// <summary>All flags, in the order of the help.</summary>
    public IReadOnlyList<Flag> All { get; }

    /// <summary>The flag of that long name, without dashes, or null.</summary>
    public Flag? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The names of the collectors that run, in ordinal order.</summary>
    public IReadOnlySet<string> EnabledCollectors(FlagValues values)
    {
        var defaults = !values.Get(Flags.CollectorDisableDefaults);
        return new SortedSet<string>(
            from pair in _collectors
            where values.IsGiven(pair.Flag) ? values.Get(pair.Flag) : defaults && pair.Collector.EnabledByDefault
            select pair.Collector.Name,
            StringComparer.Ordinal);
    }
}
