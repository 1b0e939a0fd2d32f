// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.CommandLine;

/// <summary>Which log lines are written, and how.</summary>
internal sealed class LogOptions(FlagValues values)
{
    /// <summary>The lowest level that is written: Debug, Information, Warning or Error.</summary>
    public LogLevel Level { get; } = values.Get(Flags.LogLevel);

    /// <summary>The form of a line.</summary>
    public LogFormat Format { get; } = values.Get(Flags.LogFormat);
}
