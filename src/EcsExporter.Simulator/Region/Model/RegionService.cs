// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>A service, and the scheduler that keeps its tasks running.</summary>
public sealed class RegionService
{
    /// <summary>The time after which the scheduler retries to place a task for which no instance had enough resources.</summary>
    public static readonly TimeSpan PlacementRetry = TimeSpan.FromSeconds(10);

    // The API returns the 100 most recent events. Source: Developer Guide, service-event-messages.
    private const int EventLimit = 100;

    private readonly List<RegionDeployment> _deployments = [];
    private readonly List<RegionEvent> _events = [];
    private DateTimeOffset _nextChange = DateTimeOffset.MinValue;
    private int _deploymentNumbers;
    private bool _steady;
    private bool _deleted;
    private RegionTaskDefinition _lastGood;

    internal RegionService(RegionCluster cluster, ServiceDeclaration declaration)
    {
        Cluster = cluster;
        Declaration = declaration;
        DesiredCount = declaration.DesiredCount;
        CreatedAt = cluster.Region.Now;
        _lastGood = declaration.Definition;
        _deployments.Add(new RegionDeployment(this, declaration.Definition, declaration.PlannedStops, _deploymentNumbers++, CreatedAt));
    }

    /// <summary>Unique in its cluster.</summary>
    public string Name => Declaration.Name;

    /// <summary><c>arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME</c>.</summary>
    public string Arn => Cluster.Region.Arn("service", $"{Cluster.Name}/{Name}");

    /// <summary>The properties of the service at its creation.</summary>
    public ServiceDeclaration Declaration { get; }

    /// <summary>The deployments, beginning with the primary one.</summary>
    public IReadOnlyList<RegionDeployment> Deployments => _deployments;

    /// <summary>The number of tasks that the service should run.</summary>
    public int DesiredCount { get; private set; }

    /// <summary>The number of running tasks.</summary>
    public int RunningCount
    {
        get
        {
            var count = 0;
            foreach (var deployment in _deployments)
            {
                count += deployment.RunningAt(Cluster.Region.Now);
            }

            return count;
        }
    }

    /// <summary>The number of pending tasks.</summary>
    public int PendingCount
    {
        get
        {
            var count = 0;
            foreach (var deployment in _deployments)
            {
                count += deployment.PendingAt(Cluster.Region.Now);
            }

            return count;
        }
    }

    internal RegionCluster Cluster { get; }

    internal DateTimeOffset CreatedAt { get; }

    /// <summary>The field <c>status</c>. The API still describes an <c>INACTIVE</c> service, but does not list it.</summary>
    internal string StatusAt(DateTimeOffset now) => !_deleted ? "ACTIVE"
        : _deployments.TrueForAll(deployment => deployment.Tasks.TrueForAll(task => task.IsStoppedAt(now))) ? "INACTIVE" : "DRAINING";

    /// <summary>The most recent events, the newest at the end.</summary>
    internal List<RegionEvent> Events => _events;

    private RegionDeployment Primary => _deployments[0];

    /// <summary>Changes the desired count.</summary>
    public void Scale(int desiredCount)
    {
        DesiredCount = desiredCount;
        Reconcile(Cluster.Region.Now);
    }

    /// <summary>Deletes the service. It stops its tasks and is listed until they have stopped.</summary>
    public void Delete()
    {
        _deleted = true;
        Scale(0);
    }

    /// <summary>Starts a deployment, which replaces all tasks step by step.</summary>
    /// <param name="definition">The task definition of the new tasks; null for the next revision of the current one.</param>
    /// <param name="plannedStops">When and why the new tasks stop, one after the other; empty for tasks that keep running.</param>
    public void Deploy(RegionTaskDefinition? definition = null, params IReadOnlyList<PlannedStop> plannedStops)
    {
        _deployments.Insert(0, new RegionDeployment(this, definition ?? Primary.Definition.Next(), plannedStops, _deploymentNumbers++, Cluster.Region.Now));
        Reconcile(Cluster.Region.Now);
    }

    internal void AdvanceTo(DateTimeOffset now)
    {
        while (_nextChange <= now)
        {
            Reconcile(_nextChange);
        }
    }

    /// <summary>Runs the scheduler at that time: it replaces, starts and stops tasks, and updates the states of the deployments.</summary>
    internal void Reconcile(DateTimeOffset now)
    {
        _deployments.ForEach(deployment => deployment.CountFailures(now));
        if (Declaration.Strategy == SchedulingStrategy.Daemon && !_deleted)
        {
            DesiredCount = Cluster.CountInstances(Declaration.LaunchType);
        }

        BreakCircuit(now);
        StopSurplus(now);
        var placed = Primary.State == RolloutState.Failed || StartMissing(now);
        FinishDeployment(now);
        _nextChange = NextChangeAfter(now, placed ? DateTimeOffset.MaxValue : now + PlacementRetry);
    }

    private DateTimeOffset NextChangeAfter(DateTimeOffset now, DateTimeOffset latest)
    {
        var next = latest;
        foreach (var deployment in _deployments)
        {
            foreach (var task in deployment.Tasks)
            {
                var change = task.NextChangeAfter(now);
                next = change < next ? change : next;
            }
        }

        return next;
    }

    private void BreakCircuit(DateTimeOffset now)
    {
        var failed = Primary;
        if (Declaration.CircuitBreaker == CircuitBreaker.Off || !failed.TripsCircuitBreaker(DesiredCount))
        {
            return;
        }

        failed.Become(RolloutState.Failed, now);
        Tell(now, $"(service {Name}) (deployment {failed.Id}) deployment failed: tasks failed to start.");
        if (Declaration.CircuitBreaker == CircuitBreaker.RollBack && failed.Definition != _lastGood)
        {
            RegionDeployment rollback = new(this, _lastGood, [], _deploymentNumbers++, now);
            _deployments.Insert(0, rollback);
            Tell(now, $"(service {Name}) rolling back to deployment {rollback.Id}.");
        }
    }

    /// <summary>Stops the tasks in excess of the desired count, the oldest first. Until a deployment is complete, the old tasks stay.</summary>
    private void StopSurplus(DateTimeOffset now)
    {
        if (Declaration.Strategy == SchedulingStrategy.Daemon && !_deleted)
        {
            return;
        }

        var wanted = Primary.Tasks.FindAll(task => task.IsWantedAt(now));
        for (var i = 0; i < wanted.Count - DesiredCount; i++)
        {
            var task = wanted[i];
            task.Stop(StopCauses.Scaling, now);
            Tell(now, $"(service {Name}) has stopped 1 running tasks: (task {task.Id}).");
            _steady = false;
        }
    }

    /// <summary>Starts the missing tasks of the primary deployment; false when a task could not be placed.</summary>
    private bool StartMissing(DateTimeOffset now)
    {
        // A daemon task on an instance whose agent is disconnected does not count: another instance still needs its own task.
        var present = Primary.Count(task => task.IsWantedAt(now) && (Declaration.Strategy == SchedulingStrategy.Replica || task.Instance!.AcceptsTasks));
        for (var missing = DesiredCount - present; missing > 0; missing--)
        {
            var instance = Declaration.LaunchType == LaunchType.Fargate ? null : FindInstance(now);
            if (Declaration.LaunchType != LaunchType.Fargate && instance is null)
            {
                AddEvent(now, $"(service {Name}) was unable to place a task because no container instance met all of its requirements.");
                _steady = false;
                return false;
            }

            var task = Cluster.Start(
                new TaskPlan(Primary.Definition, Declaration.LaunchType, $"service:{Name}")
                {
                    StartedBy = Primary.Id,
                    Instance = instance,
                    PlannedStop = Primary.NextPlannedStop(Declaration.PlannedStopsRepeat),
                    IPv6Only = Declaration.IPv6Only,
                    Tags = Declaration.Tags,
                },
                now);
            Primary.Add(task);
            Tell(now, $"(service {Name}) has started 1 tasks: (task {task.Id}).");
            _steady = false;
        }

        return true;
    }

    private RegionInstance? FindInstance(DateTimeOffset now) => Declaration.Strategy == SchedulingStrategy.Replica
        ? Cluster.FindInstanceFor(Primary.Definition, Declaration.LaunchType, now)
        : Cluster.FindInstance(instance => instance.Declaration.LaunchType == Declaration.LaunchType && instance.AcceptsTasks
            && instance.HasResourcesFor(Primary.Definition, now) && !Primary.Tasks.Exists(task => task.Instance == instance && task.IsWantedAt(now)));

    private void FinishDeployment(DateTimeOffset now)
    {
        if (Primary.State == RolloutState.Failed || Primary.RunningAt(now) < DesiredCount)
        {
            return;
        }

        foreach (var deployment in _deployments)
        {
            foreach (var task in deployment == Primary ? [] : deployment.Tasks.FindAll(task => task.IsWantedAt(now)))
            {
                task.Stop(StopCauses.Deployment, now);
                Tell(now, $"(service {Name}) has stopped 1 running tasks: (task {task.Id}).");
            }
        }

        _ = _deployments.RemoveAll(deployment => deployment != Primary);
        if (Primary.State == RolloutState.InProgress)
        {
            Primary.Become(RolloutState.Completed, now);
            _lastGood = Primary.Definition;
            Tell(now, $"(service {Name}) (deployment {Primary.Id}) deployment completed.");
        }

        if (!_steady)
        {
            _steady = true;
            Tell(now, $"(service {Name}) has reached a steady state.");
        }
    }

    // ECS omits an event whose message equals the previous message.
    private void AddEvent(DateTimeOffset now, string message)
    {
        if (_events.Count == 0 || _events[^1].Message != message)
        {
            Tell(now, message);
        }
    }

    private void Tell(DateTimeOffset now, string message)
    {
        var id = Cluster.Region.Identifier($"event/{Arn}/{now.Ticks}/{message}", 32);
        _events.Add(new RegionEvent($"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..]}", now, message));
        _events.RemoveRange(0, Math.Max(0, _events.Count - EventLimit));
    }
}

/// <summary>An event of a service.</summary>
internal sealed class RegionEvent(string id, DateTimeOffset createdAt, string message)
{
    public string Id => id;

    public DateTimeOffset CreatedAt => createdAt;

    public string Message => message;
}
