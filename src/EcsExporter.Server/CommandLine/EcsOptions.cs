// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.CommandLine;

/// <summary>How the task metadata endpoint is read.</summary>
internal sealed class EcsOptions(FlagValues values)
{
    /// <summary>Absolute, http or https; null when the endpoint is the one that ECS announces in the environment.</summary>
    public Uri? MetadataUri { get; } = values.Get(Flags.EcsMetadataUri);

    /// <summary>Of each request; more than zero.</summary>
    public TimeSpan Timeout { get; } = LongestTimer.Bound(values.Get(Flags.EcsTimeout));

    /// <summary>How old an answer may be and still be used again; zero for never.</summary>
    public TimeSpan CacheTtl { get; } = values.Get(Flags.EcsCacheTtl);

    /// <summary>The containers that are published.</summary>
    public ContainerSelection Containers { get; } = Select(values);

    private static ContainerSelection Select(FlagValues values)
    {
        var include = values.Get(Flags.EcsContainerInclude);
        var exclude = values.Get(Flags.EcsContainerExclude);
        return include.Count > 0 && exclude.Count > 0
            ? throw new UsageException($"--{Flags.EcsContainerInclude.Name} and --{Flags.EcsContainerExclude.Name} exclude each other: give one of them")
            : new ContainerSelection(values.Get(Flags.EcsIncludeInternalContainers), include, exclude);
    }
}
