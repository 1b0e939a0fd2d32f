// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>
/// Holds the address that gives a task the credentials of its role. The address is a secret: anyone who knows its path gets the credentials.
/// </summary>
internal sealed class CredentialsEndpoint
{
    /// <summary>
    /// The variable that ECS sets when the task has a role. It holds the path and query of the task's credentials on <see cref="EcsHost"/>.
    /// </summary>
    public const string RelativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";

    /// <summary>The variable that EKS Pod Identity, Greengrass and others set. It holds a complete URL.</summary>
    public const string FullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    /// <summary>The address of the ECS agent. <see href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"/></summary>
    public const string EcsHost = "169.254.170.2";

    private CredentialsEndpoint(Uri uri, string variable, AuthorizationToken? token)
    {
        Uri = uri;
        Token = token;
        Name = $"{uri.Authority} ({variable})";
    }

    /// <summary>The complete URL.</summary>
    public Uri Uri { get; }

    /// <summary>The token for the header <c>Authorization</c>; null if the endpoint needs none.</summary>
    public AuthorizationToken? Token { get; }

    /// <summary>The host and the variable that names it, for messages. It contains no secret.</summary>
    public string Name { get; }

    /// <summary>Returns the endpoint of the ECS agent.</summary>
    /// <param name="pathAndQuery">The value of <see cref="RelativeVariable"/>.</param>
    /// <exception cref="CredentialsException">The value is not a path.</exception>
    public static CredentialsEndpoint OfEcs(string pathAndQuery)
    {
        if (!pathAndQuery.StartsWith('/') || pathAndQuery.StartsWith("//", StringComparison.Ordinal))
        {
            throw new CredentialsException($"{RelativeVariable} does not begin with exactly one slash");
        }

        // The slash ends the host, so nothing after it can change the host.
        return new CredentialsEndpoint(Parse(RelativeVariable, $"http://{EcsHost}{pathAndQuery}"), RelativeVariable, token: null);
    }

    /// <summary>Returns the endpoint at any URL. The connector decides by address which hosts it may reach over plain HTTP.</summary>
    /// <param name="address">The value of <see cref="FullVariable"/>.</param>
    /// <param name="token">The token for the header <c>Authorization</c>; null if the endpoint needs none.</param>
    /// <exception cref="CredentialsException">The value is not a URL, or is an ambiguous one.</exception>
    public static CredentialsEndpoint Of(string address, AuthorizationToken? token) => new(Parse(FullVariable, address), FullVariable, token);

    /// <summary>
    /// Parses a URL, and refuses all that parsers read differently: characters other than visible ASCII, backslashes, user information, fragments.
    /// </summary>
    private static Uri Parse(string variable, string address)
    {
        if (address.AsSpan().ContainsAnyExceptInRange('!', '~') || address.AsSpan().ContainsAny('\\', '#'))
        {
            throw new CredentialsException($"{variable} has a character that must be escaped, such as a space, a backslash or a number sign");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0
            || !address.StartsWith($"{uri.Scheme}://", StringComparison.OrdinalIgnoreCase))
        {
            throw new CredentialsException($"{variable} is not an http or https address");
        }

        // The text is searched because Uri drops user information that is empty.
        var authority = address.AsSpan(uri.Scheme.Length + "://".Length);
        authority = authority[..(authority.IndexOfAny('/', '?') is >= 0 and var end ? end : authority.Length)];
        return authority.Contains('@') ? throw new CredentialsException($"{variable} must not contain user information") : uri;
    }
}
