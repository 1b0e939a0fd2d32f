// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws;

/// <summary>An access key. A class and not a record, whose text would show the secrets.</summary>
/// <param name="accessKeyId">Names the key; not secret.</param>
/// <param name="secretAccessKey">What requests are signed with.</param>
/// <param name="sessionToken">Goes with the keys of a role, in <c>x-amz-security-token</c>; null for a user's key.</param>
/// <param name="expiration">When the key expires; null for a user's key, which does not.</param>
internal sealed class AwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken, DateTimeOffset? expiration)
{
    /// <summary>Names the key.</summary>
    public string AccessKeyId { get; } = accessKeyId;

    /// <summary>What requests are signed with.</summary>
    public string SecretAccessKey { get; } = secretAccessKey;

    /// <summary>The token of a role's session, if there is one.</summary>
    public string? SessionToken { get; } = sessionToken;

    /// <summary>When the key expires, if it does.</summary>
    public DateTimeOffset? Expiration { get; } = expiration;

    /// <summary>Whether a receiver that refused the one will refuse the other too.</summary>
    public bool IsSameKeyAs(AwsCredentials other) => AccessKeyId == other.AccessKeyId && SessionToken == other.SessionToken;
}
