// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>
/// The highest counters seen of the interfaces that a task's containers share, so that they do not fall from one reading to
/// the next. Each container's copy is from its own sample, some 200 ms apart on Fargate; when the container with the latest
/// one ends, the others are behind for up to ten seconds, and Prometheus would take the fall for a reset. Immutable.
/// </summary>
/// <param name="highest">The highest counters, in ordinal order of the interfaces' names.</param>
/// <param name="lastSampledAt">The latest sample of those in which no counter was lower than before.</param>
internal sealed class SharedCounters(ImmutableArray<InterfaceStats> highest, Timestamp? lastSampledAt)
{
    /// <summary>
    /// Interfaces that are gone are remembered up to this many in all, as one can be missing for a reading. Tasks have one to
    /// three; a limit keeps an endpoint that invents names from filling the memory.
    /// </summary>
    private const int MostRemembered = 64;

    /// <summary>
    /// A counter that is a little lower is no reset at first: containers' clocks and counters are not read in one moment. Samples that stay lower for
    /// longer than this are right, for example where an old EC2 agent divides the counters by a number of containers that has grown.
    /// </summary>
    private const long HoldNanoseconds = 60_000_000_000;

    /// <summary>Nothing is remembered before the first reading.</summary>
    public static SharedCounters None { get; } = new([], null);

    /// <summary>
    /// The counters of a reading as they are published, none lower than before unless it was reset, and in
    /// <paramref name="next"/> what the next reading is compared with.
    /// </summary>
    /// <param name="interfaces">The reading, in ordinal order of names, each once.</param>
    /// <param name="sampledAt">When the latest of its samples was taken.</param>
    /// <param name="next">What is remembered from now on.</param>
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

    /// <summary>Whether the reading has every counter that is remembered, none of them lower: it mostly does.</summary>
    private bool IsPassedBy(ImmutableArray<InterfaceStats> interfaces) =>
        interfaces.Length == highest.Length
        && interfaces.Zip(highest, static (now, then) => now.Name == then.Name && now.Max(then) == now).All(static isPassed => isPassed);
}
