// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>How the task metadata endpoint is read.</summary>
internal sealed class EcsOptions(FlagValues values)
{
    /// <summary>Absolute, http or https; null when the endpoint is the one that ECS announces in the environment.</summary>
    public Uri? MetadataUri { get; } = values.Get(Flags.EcsMetadataUri);

    /// <summary>Of each request; more than zero.</summary>
    public TimeSpan Timeout { get; } = values.Get(Flags.EcsTimeout);

    /// <summary>How old an answer may be and still be used again; zero for never.</summary>
    public TimeSpan CacheTtl { get; } = values.Get(Flags.EcsCacheTtl);
}
