// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.PublishImage;

/// <summary>The labels that describe the source. The environment variables are named like the arguments of deploy/image/Dockerfile.</summary>
/// <param name="variable">Returns the value of an environment variable, or null.</param>
internal sealed class SourceDescription(Func<string, string?> variable)
{
    private const string Unknown = "unknown";

    /// <summary>The labels, in the order of the Dockerfile.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels =>
    [
        new("org.opencontainers.image.title", "ecs_exporter"),
        new("org.opencontainers.image.description", "Prometheus exporter for Amazon ECS task and container metrics."),
        new("org.opencontainers.image.licenses", "Apache-2.0"),
        new("org.opencontainers.image.source", variable("SourceUrl") ?? Unknown),
        new("org.opencontainers.image.version", variable("SourceVersion") ?? Unknown),
        new("org.opencontainers.image.revision", variable("SourceRevision") ?? Unknown),
        new("org.opencontainers.image.created", variable("SourceDate") ?? Unknown),
    ];

    /// <summary>The date of the commit, which is used for every date in the image; the Unix epoch when the commit is unknown.</summary>
    public DateTimeOffset Date => DateTimeOffset.TryParse(
        variable("SourceDate"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
        ? date
        : DateTimeOffset.UnixEpoch;
}
