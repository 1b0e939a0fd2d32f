// SPDX-License-Identifier: Apache-2.0

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>The address of the task metadata endpoint and its origin.</summary>
/// <param name="BaseUri">The base address, without a <c>/</c> at the end; null when there is no usable address.</param>
/// <param name="Origin">The flag or variable that holds the address; when there is no address, the reason.</param>
public sealed record MetadataEndpoint(Uri? BaseUri, string Origin)
{
    /// <summary>Set by ECS for version 4 of the endpoint.</summary>
    public const string Version4Variable = "ECS_CONTAINER_METADATA_URI_V4";

    /// <summary>Set by ECS for version 3, the only version on older platforms.</summary>
    public const string Version3Variable = "ECS_CONTAINER_METADATA_URI";

    /// <summary>Set by ECS to the kind of infrastructure on which the task runs.</summary>
    public const string ExecutionEnvironmentVariable = "AWS_EXECUTION_ENV";

    private const string ManagedInstances = "AWS_ECS_MANAGED_INSTANCES";

    /// <summary>Whether the task runs on ECS Managed Instances.</summary>
    public bool IsOnManagedInstances { get; init; }

    /// <summary>The last part of the address, which is different for each container; empty without an address.</summary>
    public string Id => BaseUri is { } uri ? uri.AbsolutePath[(uri.AbsolutePath.LastIndexOf('/') + 1)..] : "";

    /// <summary>
    /// The explicit address if there is one, else the address in <see cref="Version4Variable"/>, else in <see cref="Version3Variable"/>. A variable
    /// without a usable address is skipped, and named in <see cref="Origin"/> when no address is found.
    /// </summary>
    /// <param name="explicitUri">The value of <c>--ecs.metadata-uri</c>, or null.</param>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
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
    /// The address with single slashes and without a slash at the end. The agent redirects a path with <c>//</c> to the clean path; requesting the
    /// clean path makes it unnecessary to follow redirects.
    /// </summary>
    private static Uri Clean(Uri uri)
    {
        var path = string.Join('/', uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return new Uri($"{uri.Scheme}://{uri.Authority}/{path}".TrimEnd('/'));
    }
}
