// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Files;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>
/// Reads the token that a credentials endpoint other than the ECS agent's, such as EKS Pod Identity's, expects in the header <c>Authorization</c>.
/// </summary>
/// <param name="file">The file that holds the token and is replaced from time to time; null for a fixed token.</param>
/// <param name="value">The fixed token; empty if there is a file.</param>
internal sealed class AuthorizationToken(string? file, string value)
{
    /// <summary>The variable that names a file. It takes precedence over <see cref="ValueVariable"/>.</summary>
    public const string FileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    /// <summary>The variable that holds the token itself.</summary>
    public const string ValueVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

    /// <summary>The limit for a token: far above Pod Identity's tokens of some 1.5 kB, and below the size that servers accept as a header.</summary>
    private const int MaxBytes = 16 * 1024;

    /// <summary>Returns the token that the environment names; null if it names none.</summary>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
    public static AuthorizationToken? Find(Func<string, string?> environment)
    {
        var file = environment(FileVariable);
        var value = environment(ValueVariable);
        return !string.IsNullOrEmpty(file) ? new AuthorizationToken(file, "") : string.IsNullOrEmpty(value) ? null : new AuthorizationToken(null, value);
    }

    /// <summary>Returns the current token. It reads the file at each call, and blocks as long as the file system does.</summary>
    /// <exception cref="CredentialsException">There is no token, or it contains a character that a header cannot have.</exception>
    public string Read()
    {
        if (file is null)
        {
            return Checked(ValueVariable, value);
        }

        var (content, failure) = SmallFile.Read(file);
        return content switch
        {
            null => throw new CredentialsException($"the file that {FileVariable} names: {failure}"),
            { Length: 0 or > MaxBytes } => throw new CredentialsException($"the file that {FileVariable} names is empty or larger than {MaxBytes / 1024} kB"),
            _ => Checked($"the token in the file that {FileVariable} names", Encoding.Latin1.GetString(content)),
        };
    }

    private static string Checked(string name, string token) =>
        token.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new CredentialsException($"{name} has a line break or another character that a header must not contain")
            : token;
}
