// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>Who writes a line.</summary>
internal enum LineOrigin
{
    /// <summary>The exporter itself.</summary>
    Exporter,

    /// <summary>The framework, about itself or about a connection.</summary>
    Framework,

    /// <summary>Kestrel, about a connection and what its client does on it.</summary>
    Connection,
}

/// <summary>Which of a line's origins may speak up. What a client can cause, however wrong, is of interest at debug only.</summary>
internal static class LineOrigins
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>The origin of a logger's lines. Kestrel writes about connections under names below its own, like <c>….Kestrel.Http2</c>.</summary>
    public static LineOrigin Of(string category) => category switch
    {
        _ when category.StartsWith($"{Kestrel}.", StringComparison.Ordinal) => LineOrigin.Connection,
        _ when category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("System.", StringComparison.Ordinal) => LineOrigin.Framework,
        _ => LineOrigin.Exporter,
    };

    /// <summary>
    /// The level a line is written at. Connections are Debug whatever Kestrel thinks: it calls it Critical when a client resets many streams.
    /// Of the framework's other lines, warnings are about clients or a busy machine, and so are errors when a connection broke.
    /// Any other error is a mistake or a listener that accepts no more, and keeps its level.
    /// </summary>
    public static LogLevel WrittenAs(this LineOrigin origin, LogLevel level, Exception? error) => origin switch
    {
        LineOrigin.Exporter => level,
        LineOrigin.Framework when level >= LogLevel.Error && error is not (IOException or OperationCanceledException) => level,
        _ => level > LogLevel.Debug ? LogLevel.Debug : level,
    };
}
