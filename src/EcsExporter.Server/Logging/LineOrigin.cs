// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>What writes a line.</summary>
internal enum LineOrigin
{
    /// <summary>The exporter itself.</summary>
    Exporter,

    /// <summary>The framework, about itself or about a connection.</summary>
    Framework,

    /// <summary>Kestrel, about a connection and what its client does on it.</summary>
    Connection,
}

/// <summary>Finds the origin of a line and the level that it gets. Lines that a client can cause are written at debug only.</summary>
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
    /// The level at which a line is written. Lines about connections are always Debug: Kestrel logs Critical when a client resets many streams.
    /// The framework's other warnings are about clients or a busy machine, and so are its errors when a connection broke. Any other error of
    /// the framework is a bug or a listener that stopped accepting, and keeps its level.
    /// </summary>
    public static LogLevel WrittenAs(this LineOrigin origin, LogLevel level, Exception? error) => origin switch
    {
        LineOrigin.Exporter => level,
        LineOrigin.Framework when level >= LogLevel.Error && error is not (IOException or OperationCanceledException) => level,
        _ => level > LogLevel.Debug ? LogLevel.Debug : level,
    };
}
