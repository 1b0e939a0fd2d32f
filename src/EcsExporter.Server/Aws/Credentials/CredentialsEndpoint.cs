// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>Where a task gets the credentials of its role. The address is a secret: whoever knows its path gets the credentials too.</summary>
internal sealed class CredentialsEndpoint
{
    /// <summary>Set by ECS when the task has a role: the path and query of the task's credentials on <see cref="EcsHost"/>.</summary>
    public const string RelativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";

    /// <summary>Set by EKS Pod Identity, Greengrass and others: a whole address.</summary>
    public const string FullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    /// <summary>Where the ECS agent answers. <see href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"/></summary>
    public const string EcsHost = "169.254.170.2";

    private CredentialsEndpoint(Uri uri, string variable, AuthorizationToken? token)
    {
        Uri = uri;
        Token = token;
        Name = $"{uri.Authority} ({variable})";
    }

    /// <summary>The whole address.</summary>
    public Uri Uri { get; }

    /// <summary>What to authorize the request with, if anything.</summary>
    public AuthorizationToken? Token { get; }

    /// <summary>The host and the variable that says so, for messages; nothing of it is secret.</summary>
    public string Name { get; }

    /// <summary>The endpoint of the ECS agent.</summary>
    /// <param name="pathAndQuery">The value of <see cref="RelativeVariable"/>.</param>
    /// <exception cref="CredentialsException">The value is no path.</exception>
    public static CredentialsEndpoint OfEcs(string pathAndQuery)
    {
        if (!pathAndQuery.StartsWith('/') || pathAndQuery.StartsWith("//", StringComparison.Ordinal))
        {
            throw new CredentialsException($"{RelativeVariable} does not begin with exactly one slash");
        }

        // The slash ends the host: nothing behind it can change it.
        return new CredentialsEndpoint(Parse(RelativeVariable, $"http://{EcsHost}{pathAndQuery}"), RelativeVariable, token: null);
    }

    /// <summary>Any endpoint. Which hosts http may reach is decided when it connects, by address.</summary>
    /// <param name="address">The value of <see cref="FullVariable"/>.</param>
    /// <param name="token">What to authorize the request with, if anything.</param>
    /// <exception cref="CredentialsException">The value is no address, or an ambiguous one.</exception>
    public static CredentialsEndpoint Of(string address, AuthorizationToken? token) => new(Parse(FullVariable, address), FullVariable, token);

    /// <summary>What parsers disagree about is refused: other characters than visible ASCII, backslashes, user information, fragments.</summary>
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

        // From the text itself: the parser forgets user information that is empty.
        var authority = address.AsSpan(uri.Scheme.Length + "://".Length);
        authority = authority[..(authority.IndexOfAny('/', '?') is >= 0 and var end ? end : authority.Length)];
        return authority.Contains('@') ? throw new CredentialsException($"{variable} must not contain user information") : uri;
    }
}
