// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>Credentials that a simulated region accepts.</summary>
/// <param name="AccessKeyId">The identifier, which every request carries.</param>
/// <param name="SecretAccessKey">The key that signs requests; no request carries it.</param>
/// <param name="SessionToken">The session token of temporary credentials; null for permanent credentials.</param>
/// <param name="ExpiresAt">When the region starts to return <c>ExpiredTokenException</c>; null for never.</param>
public sealed record RegionCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Temporary credentials of a role, as a task has them, with characters that a client must escape in some places only.</summary>
    public static RegionCredentials Role { get; } =
        new("ASIASIMULATEDROLE000", "simulated/role+secret/key/0123456789abcd", "simulated+session/token==");

    /// <summary>Credentials of a user, without a session token.</summary>
    public static RegionCredentials User { get; } = new("AKIASIMULATEDUSER000", "simulated/user+secret/key/0123456789abcd");
}
