// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Files;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>A password or token: a text, or a file that is read for each request, so that a new one needs no restart.</summary>
internal sealed class Secret
{
    private readonly string? _text;
    private readonly string? _path;

    private Secret(string? text, string? path) => (_text, _path) = (text, path);

    /// <summary>The secret itself.</summary>
    public static Secret OfText(string text) => new(text, null);

    /// <summary>The secret is what the file has, without white space around it.</summary>
    public static Secret OfFile(string path) => new(null, path);

    /// <summary>The secret as it is now.</summary>
    /// <exception cref="AuthorizationException">The file cannot be read, or has no secret that could be sent.</exception>
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

    /// <summary>Says nothing: the secret must not get into a log.</summary>
    public override string ToString() => nameof(Secret);
}
