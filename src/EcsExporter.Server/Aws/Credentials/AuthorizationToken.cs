// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Files;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>What a credentials endpoint of one's own, such as EKS Pod Identity's, asks for in the header <c>Authorization</c>.</summary>
/// <param name="file">The file that has the token, which is replaced from time to time; null for a fixed token.</param>
/// <param name="value">The fixed token.</param>
internal sealed class AuthorizationToken(string? file, string value)
{
    /// <summary>Names a file; beats <see cref="ValueVariable"/>.</summary>
    public const string FileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    /// <summary>Holds the token itself.</summary>
    public const string ValueVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

    /// <summary>Far above Pod Identity's tokens, which have some 1.5 kB, and below what servers accept as a header.</summary>
    private const int MaxBytes = 16 * 1024;

    /// <summary>The token the environment names; null if it names none.</summary>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    public static AuthorizationToken? Find(Func<string, string?> environment)
    {
        var file = environment(FileVariable);
        var value = environment(ValueVariable);
        return !string.IsNullOrEmpty(file) ? new AuthorizationToken(file, "") : string.IsNullOrEmpty(value) ? null : new AuthorizationToken(null, value);
    }

    /// <summary>The token as it is now. Reads the file each time, and blocks as long as the file system does.</summary>
    /// <exception cref="CredentialsException">There is none, or it would be more than one header.</exception>
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
