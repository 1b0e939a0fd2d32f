// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>How the process ends.</summary>
internal sealed class ShutdownOptions(FlagValues values)
{
    /// <summary>How long it serves on after the first signal.</summary>
    public TimeSpan Linger { get; } = LongestTimer.Bound(values.Get(Flags.ShutdownLinger));
}
