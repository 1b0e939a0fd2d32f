// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>Checks secrets that become part of a header. Its messages never quote them.</summary>
internal static class SecretText
{
    /// <summary>
    /// Returns the text if all its characters are visible ASCII. Files and secret stores often add a line break at the end. It would be signed, and
    /// the receiver would refuse the request without a reason.
    /// </summary>
    /// <exception cref="CredentialsException">The text contains another character.</exception>
    public static string Checked(string name, string text) =>
        text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw new CredentialsException($"{name} has an invalid character, such as a space or a line break")
            : text;

    /// <summary>Returns an access key ID if it is visible ASCII without the characters that separate the parts of an Authorization header.</summary>
    /// <exception cref="CredentialsException">The text contains another character.</exception>
    public static string CheckedKeyId(string name, string text) =>
        text.AsSpan().ContainsAny('/', ',', '=')
            ? throw new CredentialsException($"{name} has an invalid character: a slash, a comma or an equals sign")
            : Checked(name, text);
}
