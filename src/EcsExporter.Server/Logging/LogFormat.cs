// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Logging;

/// <summary>How a log line is written; the keys and their order are the same in both.</summary>
internal enum LogFormat
{
    /// <summary><c>key=value</c> pairs, values quoted when they need it.</summary>
    Logfmt,

    /// <summary>One JSON object per line; numbers and booleans keep their type.</summary>
    Json,
}
