// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>Checks texts that become part of a header, without ever quoting one.</summary>
internal static class SecretText
{
    /// <summary>
    /// The text, if it has visible ASCII characters alone. A line break at its end, which files and secret stores often have, would otherwise be
    /// signed and then refused by the receiver without a reason.
    /// </summary>
    /// <exception cref="CredentialsException">It has others.</exception>
    public static string Checked(string name, string text) =>
        text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw new CredentialsException($"{name} has an invalid character, such as a space or a line break")
            : text;

    /// <summary>The name of a key: visible ASCII characters without those that separate the parts of an Authorization header.</summary>
    /// <exception cref="CredentialsException">It has others.</exception>
    public static string CheckedKeyId(string name, string text) =>
        text.AsSpan().ContainsAny('/', ',', '=')
            ? throw new CredentialsException($"{name} has an invalid character: a slash, a comma or an equals sign")
            : Checked(name, text);
}
