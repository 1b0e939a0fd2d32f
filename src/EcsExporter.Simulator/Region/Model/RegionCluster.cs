// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>A cluster with its services, instances and tasks.</summary>
public sealed class RegionCluster
{
    private readonly List<RegionService> _services = [];
    private readonly List<RegionInstance> _instances = [];
    private readonly Dictionary<string, RegionTask> _tasks = new(StringComparer.Ordinal);

    internal RegionCluster(RegionModel region, string name)
    {
        Region = region;
        Name = name;
    }

    /// <summary>Unique in the region.</summary>
    public string Name { get; }

    /// <summary><c>arn:aws:ecs:REGION:ACCOUNT:cluster/NAME</c>.</summary>
    public string Arn => Region.Arn("cluster", Name);

    /// <summary>The services in the order in which they were added.</summary>
    public IReadOnlyList<RegionService> Services => _services;

    /// <summary>The container instances that are registered.</summary>
    public IReadOnlyList<RegionInstance> Instances => _instances;

    /// <summary>All tasks that the API knows, including tasks that stopped within the last hour.</summary>
    public IReadOnlyCollection<RegionTask> Tasks => _tasks.Values;

    /// <summary>Tags of the cluster.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string> { ["environment"] = "simulated" };

    internal RegionModel Region { get; }

    /// <summary>Creates a service, which starts its tasks at once.</summary>
    public RegionService AddService(ServiceDeclaration declaration)
    {
        RegionService service = new(this, declaration);
        _services.Add(service);
        service.Reconcile(Region.Now);
        return service;
    }

    /// <summary>The service with this name.</summary>
    /// <exception cref="KeyNotFoundException">The cluster has no such service.</exception>
    public RegionService Service(string name) =>
        _services.Find(service => service.Name == name) ?? throw new KeyNotFoundException($"there is no service {name} in the cluster {Name}");

    /// <summary>Registers container instances. Services with unplaced tasks use them at once.</summary>
    public void AddInstances(int count, InstanceDeclaration? declaration = null)
    {
        for (var i = 0; i < count; i++)
        {
            _instances.Add(new RegionInstance(this, declaration ?? new InstanceDeclaration()) { RegisteredAt = Region.Now });
        }

        Reconcile();
    }

    /// <summary>Terminates the EC2 instance: its tasks stop, and the container instance is no longer listed.</summary>
    public void Terminate(RegionInstance instance)
    {
        _ = _instances.Remove(instance);
        foreach (var task in _tasks.Values)
        {
            if (task.Instance == instance)
            {
                task.Stop(StopCauses.HostTerminated, Region.Now);
            }
        }

        Reconcile();
    }

    /// <summary>Starts a task that belongs to no service.</summary>
    /// <param name="definition">The task definition.</param>
    /// <param name="plannedStop">When and why the task stops; null for a task that keeps running.</param>
    /// <param name="launchType">Where the task runs.</param>
    /// <exception cref="InvalidOperationException">No instance has enough resources for the task.</exception>
    public RegionTask RunTask(RegionTaskDefinition definition, PlannedStop? plannedStop = null, LaunchType launchType = LaunchType.Fargate)
    {
        Region.Register(definition);
        var instance = launchType == LaunchType.Fargate ? null : FindInstanceFor(definition, launchType, Region.Now);
        return launchType == LaunchType.Fargate || instance is not null
            ? Start(new TaskPlan(definition, launchType, $"family:{definition.Family}") { PlannedStop = plannedStop, Instance = instance }, Region.Now)
            : throw new InvalidOperationException($"no instance of {Name} has room for {definition.Family}");
    }

    /// <summary>Stops a task, as StopTask does. A service replaces it.</summary>
    public void StopTask(RegionTask task, StopCause? cause = null)
    {
        task.Stop(cause ?? StopCauses.User, Region.Now);
        Reconcile();
    }

    internal RegionTask? FindTask(string id) => _tasks.GetValueOrDefault(id);

    /// <summary>A service by name or ARN.</summary>
    internal RegionService? FindService(string name) => _services.Find(service => name == service.Name || name == service.Arn);

    /// <summary>An instance by the last part of its ARN, or by the whole ARN.</summary>
    internal RegionInstance? FindInstance(string name) => _instances.Find(instance => name == instance.Id || name == instance.Arn);

    internal RegionInstance? FindInstance(Predicate<RegionInstance> isMeant) => _instances.Find(isMeant);

    /// <summary>The number of instances that accept tasks of the launch type.</summary>
    internal int CountInstances(LaunchType launchType) =>
        _instances.FindAll(instance => instance.Declaration.LaunchType == launchType && instance.AcceptsTasks).Count;

    internal int CountActiveServices(DateTimeOffset now) => _services.FindAll(service => service.StatusAt(now) == "ACTIVE").Count;

    /// <summary>The numbers of running tasks and of pending tasks.</summary>
    internal (int Running, int Pending) CountTasks(DateTimeOffset now)
    {
        var (running, wanted) = (0, 0);
        foreach (var task in _tasks.Values)
        {
            running += task.IsRunningAt(now) ? 1 : 0;
            wanted += task.IsWantedAt(now) ? 1 : 0;
        }

        return (running, wanted - running);
    }

    internal RegionTask Start(TaskPlan plan, DateTimeOffset now)
    {
        RegionTask task = new(this, plan, now);
        _tasks.Add(task.Id, task);
        plan.Instance?.Add(task, now);
        return task;
    }

    /// <summary>The instance with the most free memory that has enough resources for the task; null when no instance has.</summary>
    internal RegionInstance? FindInstanceFor(RegionTaskDefinition definition, LaunchType launchType, DateTimeOffset now)
    {
        RegionInstance? best = null;
        foreach (var instance in _instances)
        {
            if (instance.Declaration.LaunchType == launchType && instance.AcceptsTasks && instance.HasResourcesFor(definition, now)
                && !(instance.RemainingMemoryMebibytes(now) <= best?.RemainingMemoryMebibytes(now)))
            {
                best = instance;
            }
        }

        return best;
    }

    internal void AdvanceTo(DateTimeOffset now)
    {
        foreach (var service in _services)
        {
            service.AdvanceTo(now);
        }

        foreach (var task in _tasks.Values)
        {
            if (task.IsForgottenAt(now))
            {
                _ = _tasks.Remove(task.Id);
            }
        }
    }

    /// <summary>Runs the scheduler of every service at once, after a change.</summary>
    internal void Reconcile() => _services.ForEach(service => service.Reconcile(Region.Now));
}
