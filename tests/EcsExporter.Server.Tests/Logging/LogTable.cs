// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

/// <summary>Log calls like those of the exporter.</summary>
internal static partial class LogTable
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Ready")]
    public static partial void Ready(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Scrape")]
    public static partial void Scrape(
        ILogger logger, TimeSpan duration, int statusCode, bool cached, double ratio, ulong total, Uri endpoint, DateTimeOffset lastSuccess);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {endpoint} failed")]
    public static partial void Failed(ILogger logger, string endpoint, string? reason, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot start")]
    public static partial void CannotStart(ILogger logger, string time, IReadOnlyList<string> collectors, object? nothing);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed")]
    public static partial void RequestFailed(ILogger logger, string path);

    [LoggerMessage(EventName = "TestState.Failing", Level = LogLevel.Warning, Message = "Failing")]
    public static partial void Failing(ILogger logger);

    [LoggerMessage(EventName = "TestState.Working", Level = LogLevel.Information, Message = "Working")]
    public static partial void Working(ILogger logger);
}
