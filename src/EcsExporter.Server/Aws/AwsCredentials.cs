// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws;

/// <summary>Holds an AWS access key. It is a class and not a record, because the text of a record would show the secrets.</summary>
/// <param name="accessKeyId">The identifier of the key, which is not secret.</param>
/// <param name="secretAccessKey">The secret that signs requests.</param>
/// <param name="sessionToken">The token of a role's session, sent in <c>x-amz-security-token</c>; null for a user's key.</param>
/// <param name="expiration">When the key expires; null for a user's key, which does not expire.</param>
internal sealed class AwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken, DateTimeOffset? expiration)
{
    public string AccessKeyId { get; } = accessKeyId;

    public string SecretAccessKey { get; } = secretAccessKey;

    public string? SessionToken { get; } = sessionToken;

    public DateTimeOffset? Expiration { get; } = expiration;

    /// <summary>Whether both are the same key and session, so that a receiver that refused one refuses the other too.</summary>
    public bool IsSameKeyAs(AwsCredentials other) => AccessKeyId == other.AccessKeyId && SessionToken == other.SessionToken;
}
