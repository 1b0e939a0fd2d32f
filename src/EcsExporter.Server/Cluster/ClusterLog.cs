// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Cluster;

/// <summary>
/// Logs one line for each reason when requests begin to fail for it, or begin to fail for other actions, and one when all requests work again. What
/// fails in between is of interest at debug only.
/// </summary>
internal sealed partial class ClusterLog(ILogger logger)
{
    private Dictionary<ApiFailureReason, string> _failing = [];
    private bool _isComplete;

    /// <summary>Takes note of a refresh.</summary>
    public void Record(ClusterState state)
    {
        var failures = state.Failures().ToList();
        var failing = new Dictionary<ApiFailureReason, string>();
        foreach (var reason in failures.GroupBy(static failure => failure.Reason))
        {
            var actions = string.Join(',', reason.Select(static failure => failure.Action.Name).Distinct().Order(StringComparer.Ordinal));
            failing[reason.Key] = actions;
            if (_failing.GetValueOrDefault(reason.Key) == actions)
            {
                LogStillFailing(logger, actions, reason.Key.Label(), reason.First().Message);
            }
            else
            {
                LogFailing(logger, actions, reason.Key.Label(), reason.First().Message);
            }
        }

        if (failing.Count == 0 && _failing.Count > 0)
        {
            LogWorking(logger, string.Join(',', _failing.Values));
        }

        _failing = failing;
        if (state.IsComplete && !_isComplete)
        {
            _isComplete = true;
            LogComplete(logger, state.Clusters.Length, state.Clusters.Sum(static cluster => cluster.Services.Items.Length), state.Duration);
        }
    }

    /// <summary>A mistake of this program.</summary>
    public void RecordMistake(Exception error) => LogMistake(logger, error);

    [LoggerMessage(EventName = "ApiState.Failing", Level = LogLevel.Warning, Message = "Requests to the AWS API are failing")]
    private static partial void LogFailing(ILogger logger, string actions, string reason, string err);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Requests to the AWS API are still failing")]
    private static partial void LogStillFailing(ILogger logger, string actions, string reason, string err);

    [LoggerMessage(EventName = "ApiState.Working", Level = LogLevel.Information, Message = "Requests to the AWS API work again")]
    private static partial void LogWorking(ILogger logger, string actions);

    [LoggerMessage(Level = LogLevel.Information, Message = "The region has been read completely")]
    private static partial void LogComplete(ILogger logger, int clusters, int services, TimeSpan duration);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the region failed")]
    private static partial void LogMistake(ILogger logger, Exception exception);
}
