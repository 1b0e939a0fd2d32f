// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Files;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Holds a password or token: a text, or a file that is read for each request, so that a new secret needs no restart.</summary>
internal sealed class Secret
{
    private readonly string? _text;
    private readonly string? _path;

    private Secret(string? text, string? path) => (_text, _path) = (text, path);

    /// <summary>Creates a secret from its text.</summary>
    public static Secret OfText(string text) => new(text, null);

    /// <summary>Creates a secret from a file. White space around the file's text is removed.</summary>
    public static Secret OfFile(string path) => new(null, path);

    /// <summary>Returns the current secret.</summary>
    /// <exception cref="AuthorizationException">The file cannot be read, or is not one line of text.</exception>
    public string Read()
    {
        if (_path is null)
        {
            return _text!;
        }

        var (content, failure) = SmallFile.Read(_path);
        if (content is null)
        {
            throw new AuthorizationException($"{_path}: {failure}");
        }

        var text = Encoding.UTF8.GetString(content).Trim();
        return text.Length == 0 || text.Any(char.IsControl)
            ? throw new AuthorizationException($"{_path}: is not one line of text")
            : text;
    }

    /// <summary>Returns the type's name, so that the secret cannot get into a log.</summary>
    public override string ToString() => nameof(Secret);
}
