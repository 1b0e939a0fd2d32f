// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>Where a container is in its life. Times are relative to the start of the task; null has not happened.
/// Between two runs of a restarting container no process runs, and the known status stays RUNNING.</summary>
internal readonly record struct RunState(
    bool Running,
    string KnownStatus,
    TimeSpan? CreatedAt = null,
    TimeSpan? StartedAt = null,
    TimeSpan? FinishedAt = null,
    int Restarts = 0);
