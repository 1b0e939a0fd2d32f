// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Cluster;

/// <summary>
/// Logs one line when requests begin to fail for a reason or the set of failing actions changes, and one line when all requests work again. Repeated
/// failures are logged at debug level only.
/// </summary>
internal sealed partial class ClusterLog(ILogger logger)
{
    /// <summary>The failing actions for each <see cref="ApiFailureReason"/>, by its value; null where none fails.</summary>
    private string?[] _failing = new string?[ApiFailureReasons.All.Length];
    private string _missing = "";
    private bool _isComplete;

    /// <summary>Logs what changed with a refresh.</summary>
    public void Record(ClusterState state)
    {
        var failures = state.Failures();
        var failing = new string?[_failing.Length];
        foreach (var reason in ApiFailureReasons.All)
        {
            var ofReason = failures.FindAll(failure => failure.Reason == reason);
            if (ofReason.Count > 0)
            {
                var actions = failing[(int)reason] = ActionsOf(ofReason);
                LogReason(actions, reason, ofReason[0].Message);
            }
        }

        if (failures.Count == 0 && Array.Exists(_failing, static actions => actions is not null))
        {
            LogWorking(logger, string.Join(',', Array.FindAll(_failing, static actions => actions is not null)));
        }

        _failing = failing;
        RecordMissing(string.Join(',', state.MissingClusters));
        if (state.IsComplete && !_isComplete)
        {
            _isComplete = true;
            LogComplete(logger, state.Clusters.Length, state.ServiceCount, state.Duration);
        }
    }

    /// <summary>Logs a bug in the exporter.</summary>
    public void RecordMistake(Exception error) => LogMistake(logger, error);

    private void LogReason(string actions, ApiFailureReason reason, string message)
    {
        if (_failing[(int)reason] == actions)
        {
            LogStillFailing(logger, actions, reason.Label(), message);
        }
        else
        {
            LogFailing(logger, actions, reason.Label(), message);
        }
    }

    private void RecordMissing(string missing)
    {
        if (missing != _missing && missing.Length > 0)
        {
            LogMissing(logger, missing);
        }
        else if (missing != _missing)
        {
            LogFound(logger, _missing);
        }

        _missing = missing;
    }

    private static string ActionsOf(List<ApiFailure> failures)
    {
        var names = failures.ConvertAll(static failure => failure.Action.Name);
        names.Sort(StringComparer.Ordinal);
        return string.Join(',', names);
    }

    [LoggerMessage(EventName = "ClusterNames.Missing", Level = LogLevel.Warning, Message = "Clusters in --cluster.name do not exist in the region")]
    private static partial void LogMissing(ILogger logger, string clusters);

    [LoggerMessage(EventName = "ClusterNames.Found", Level = LogLevel.Information, Message = "All clusters in --cluster.name exist in the region")]
    private static partial void LogFound(ILogger logger, string clusters);

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
