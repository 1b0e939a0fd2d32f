// SPDX-License-Identifier: Apache-2.0

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>Where the task metadata endpoint is, and who said so.</summary>
/// <param name="BaseUri">The base address, without a <c>/</c> at the end; null when there is none to use.</param>
/// <param name="Origin">The flag or variable the address comes from; when there is none, why.</param>
public sealed record MetadataEndpoint(Uri? BaseUri, string Origin)
{
    /// <summary>Set by ECS for version 4 of the endpoint.</summary>
    public const string Version4Variable = "ECS_CONTAINER_METADATA_URI_V4";

    /// <summary>Set by ECS for version 3, which older platforms have alone.</summary>
    public const string Version3Variable = "ECS_CONTAINER_METADATA_URI";

    /// <summary>Set by ECS: the kind of infrastructure that the task runs on.</summary>
    public const string ExecutionEnvironmentVariable = "AWS_EXECUTION_ENV";

    private const string ManagedInstances = "AWS_ECS_MANAGED_INSTANCES";

    /// <summary>Whether the task runs on ECS Managed Instances.</summary>
    public bool IsOnManagedInstances { get; init; }

    /// <summary>The last part of the address, which ECS gives to one container; empty when there is no address.</summary>
    public string Id => BaseUri is { } uri ? uri.AbsolutePath[(uri.AbsolutePath.LastIndexOf('/') + 1)..] : "";

    /// <summary>
    /// The explicit address if there is one, else that of <see cref="Version4Variable"/>, else of <see cref="Version3Variable"/>. A variable that
    /// holds no usable address is skipped, and named in <see cref="Origin"/> when nothing else is there.
    /// </summary>
    /// <param name="explicitUri">What the operator asked for with <c>--ecs.metadata-uri</c>.</param>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    public static MetadataEndpoint Discover(Uri? explicitUri, Func<string, string?> environment) =>
        Find(explicitUri, environment) with { IsOnManagedInstances = environment(ExecutionEnvironmentVariable) == ManagedInstances };

    private static MetadataEndpoint Find(Uri? explicitUri, Func<string, string?> environment)
    {
        if (explicitUri is not null)
        {
            return new MetadataEndpoint(Clean(explicitUri), "--ecs.metadata-uri");
        }

        var problem = $"neither {Version4Variable} nor {Version3Variable} is set: this is not an ECS task, or its platform has no task metadata endpoint";
        foreach (var variable in (ReadOnlySpan<string>)[Version4Variable, Version3Variable])
        {
            var value = environment(variable);
            if (string.IsNullOrEmpty(value))
            {
                continue;
            }

            if (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return new MetadataEndpoint(Clean(uri), variable);
            }

            problem = $"{variable} is not an http or https address";
        }

        return new MetadataEndpoint(null, problem);
    }

    /// <summary>
    /// The address with single slashes and none at the end. The agent answers a path with <c>//</c> by a redirect to the
    /// clean one; asking for the clean one saves that request, and no redirect need ever be followed.
    /// </summary>
    private static Uri Clean(Uri uri)
    {
        var path = string.Join('/', uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return new Uri($"{uri.Scheme}://{uri.Authority}/{path}".TrimEnd('/'));
    }
}
