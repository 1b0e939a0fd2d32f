// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>Credentials that a simulated region accepts.</summary>
/// <param name="AccessKeyId">The identifier, which every request carries.</param>
/// <param name="SecretAccessKey">The key that signs, which no request carries.</param>
/// <param name="SessionToken">What requests with temporary credentials carry as well; null for credentials without end.</param>
/// <param name="ExpiresAt">When the region begins to answer <c>ExpiredTokenException</c>; null for never.</param>
public sealed record RegionCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Credentials of a role, as a task has them: temporary, with characters that have to be escaped in the right places.</summary>
    public static RegionCredentials Role { get; } =
        new("ASIASIMULATEDROLE000", "simulated/role+secret/key/0123456789abcd", "simulated+session/token==");

    /// <summary>Credentials of a user, without a session token.</summary>
    public static RegionCredentials User { get; } = new("AKIASIMULATEDUSER000", "simulated/user+secret/key/0123456789abcd");
}
