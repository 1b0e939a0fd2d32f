// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>
/// Remembers the highest counters of the interfaces that a task's containers share, so that they do not fall from one reading to the next. Each
/// container has its own copy, sampled some 200 ms apart on Fargate. When the container with the latest sample ends, the other copies are behind for
/// up to ten seconds, and Prometheus would take the fall for a counter reset. Immutable.
/// </summary>
/// <param name="highest">The highest counters, in ordinal order of the interfaces' names.</param>
/// <param name="lastSampledAt">The time of the latest sample in which no counter was lower than before.</param>
internal sealed class SharedCounters(ImmutableArray<InterfaceStats> highest, Timestamp? lastSampledAt)
{
    /// <summary>
    /// The most interfaces that are remembered, including missing ones, because an interface can be missing from a single reading. Tasks have one to
    /// three interfaces. Without a limit, an endpoint that invents names would exhaust the memory.
    /// </summary>
    private const int MostRemembered = 64;

    /// <summary>
    /// A counter that is a little lower is not a reset at first, because the samples of the containers are not taken at the same moment. After this
    /// time the lower samples are published: they are right, for example, when an old EC2 agent divides the counters by the number of containers and
    /// that number has grown.
    /// </summary>
    private const long HoldNanoseconds = 60_000_000_000;

    /// <summary>The state before the first reading: nothing is remembered.</summary>
    public static SharedCounters None { get; } = new([], null);

    /// <summary>
    /// Returns the counters of a reading as they are published: none is lower than before, unless it was reset.
    /// </summary>
    /// <param name="interfaces">The reading, in ordinal order of names, each once.</param>
    /// <param name="sampledAt">When the latest of its samples was taken.</param>
    /// <param name="next">The state with which the next reading is compared.</param>
    public ImmutableArray<InterfaceStats> Publish(ImmutableArray<InterfaceStats> interfaces, Timestamp? sampledAt, out SharedCounters next)
    {
        if (interfaces.IsEmpty)
        {
            next = this;
            return [];
        }

        var latest = Nullable.Compare(sampledAt?.UnixNanoseconds, lastSampledAt?.UnixNanoseconds) > 0 ? sampledAt : lastSampledAt;
        if (IsPassedBy(interfaces))
        {
            next = new SharedCounters(interfaces, latest);
            return interfaces;
        }

        var age = sampledAt?.UnixNanoseconds - lastSampledAt?.UnixNanoseconds;
        var published = ImmutableArray.CreateBuilder<InterfaceStats>(interfaces.Length);
        var remembered = ImmutableArray.CreateBuilder<InterfaceStats>(interfaces.Length);
        var room = MostRemembered - interfaces.Length;
        var held = false;
        var known = 0;
        foreach (var now in interfaces)
        {
            for (; known < highest.Length && Ordinal.Compare(highest[known].Name, now.Name) < 0; known++)
            {
                Remember(highest[known]);
            }

            var then = known < highest.Length && highest[known].Name == now.Name ? highest[known++] : now;
            var shown = age >= HoldNanoseconds ? now : now.NotBelow(then, isLater: age > 0);
            held |= shown != now;
            published.Add(shown);
            remembered.Add(shown.Or(then));
        }

        for (; known < highest.Length; known++)
        {
            Remember(highest[known]);
        }

        next = new SharedCounters(remembered.DrainToImmutable(), held ? lastSampledAt ?? sampledAt : latest);
        return published.DrainToImmutable();

        void Remember(in InterfaceStats gone)
        {
            if (room-- > 0)
            {
                remembered.Add(gone);
            }
        }
    }

    /// <summary>Whether the reading has every remembered counter and none is lower, which is the usual case.</summary>
    private bool IsPassedBy(ImmutableArray<InterfaceStats> interfaces) =>
        interfaces.Length == highest.Length
        && interfaces.Zip(highest, static (now, then) => now.Name == then.Name && now.Max(then) == now).All(static isPassed => isPassed);
}
