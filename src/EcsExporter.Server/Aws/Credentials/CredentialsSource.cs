// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>Finds the credentials that the environment configures: either a fixed key or an endpoint.</summary>
internal sealed class CredentialsSource
{
    private const string KeyIdVariable = "AWS_ACCESS_KEY_ID";
    private const string SecretVariable = "AWS_SECRET_ACCESS_KEY";
    private const string SessionVariable = "AWS_SESSION_TOKEN";

    private CredentialsSource(AwsCredentials? key, CredentialsEndpoint? endpoint, string name)
    {
        Key = key;
        Endpoint = endpoint;
        Name = name;
    }

    /// <summary>The fixed key; null when there is an endpoint.</summary>
    public AwsCredentials? Key { get; }

    /// <summary>The endpoint; null when there is a fixed key.</summary>
    public CredentialsEndpoint? Endpoint { get; }

    /// <summary>The variable that was used, and the endpoint's host, for messages.</summary>
    public string Name { get; }

    /// <summary>
    /// Returns the first of these that is set: the key in AWS_ACCESS_KEY_ID, the endpoint of ECS in
    /// <see cref="CredentialsEndpoint.RelativeVariable"/>, the endpoint in <see cref="CredentialsEndpoint.FullVariable"/>. An empty variable counts
    /// as unset.
    /// </summary>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
    /// <exception cref="CredentialsException">None is set, or the first that is set is not valid.</exception>
    public static CredentialsSource Find(Func<string, string?> environment)
    {
        var (keyId, secret) = (environment(KeyIdVariable) ?? "", environment(SecretVariable) ?? "");
        if ((keyId.Length == 0) != (secret.Length == 0))
        {
            var (set, missing) = secret.Length == 0 ? (KeyIdVariable, SecretVariable) : (SecretVariable, KeyIdVariable);
            throw new CredentialsException($"{set} is set and {missing} is not: set both or neither");
        }

        if (keyId.Length > 0)
        {
            var token = environment(SessionVariable);
            var session = string.IsNullOrEmpty(token) ? null : SecretText.Checked(SessionVariable, token);
            var key = new AwsCredentials(SecretText.CheckedKeyId(KeyIdVariable, keyId), SecretText.Checked(SecretVariable, secret), session, expiration: null);
            return new CredentialsSource(key, endpoint: null, KeyIdVariable);
        }

        if (environment(CredentialsEndpoint.RelativeVariable) is { Length: > 0 } pathAndQuery)
        {
            return Of(CredentialsEndpoint.OfEcs(pathAndQuery));
        }

        if (environment(CredentialsEndpoint.FullVariable) is { Length: > 0 } address)
        {
            return Of(CredentialsEndpoint.Of(address, AuthorizationToken.Find(environment)));
        }

        throw new CredentialsException(
            $"there are no AWS credentials: none of {CredentialsEndpoint.RelativeVariable}, {CredentialsEndpoint.FullVariable} and {KeyIdVariable} is set. "
                + "ECS sets the first if the task definition has a task role (taskRoleArn), which is not the execution role. "
                + "Instance profiles (the EC2 metadata service) and web identity (AWS_WEB_IDENTITY_TOKEN_FILE) are not supported");
    }

    private static CredentialsSource Of(CredentialsEndpoint endpoint) => new(key: null, endpoint, endpoint.Name);
}
