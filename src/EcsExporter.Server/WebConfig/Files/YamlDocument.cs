// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Text;
using EcsExporter.Server.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EcsExporter.Server.WebConfig.Files;

/// <summary>Reads the one document of a YAML file. Errors carry its line.</summary>
internal sealed class YamlDocument
{
    /// <summary>The file needs 3. Without a limit, a deep text could exhaust the stack, and that ends the process.</summary>
    private const int MaxDepth = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<AnchorName, YamlNode> _anchored = [];
    private readonly Parser _parser;

    private YamlDocument(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The document's value, or null when there is none.</summary>
    /// <exception cref="WebConfigException">The text is not YAML, or has tags or a second document, which this file does not need.</exception>
    public static YamlNode? Read(ReadOnlySpan<byte> utf8)
    {
        // Editors of other systems write a byte order mark first.
        var bytes = utf8.StartsWith("\ufeff"u8) ? utf8["\ufeff"u8.Length..] : utf8;
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new WebConfigException("yaml: the file is not UTF-8");
        }

        RefuseControlCharacters(text);
        var document = new YamlDocument(text);
        try
        {
            return document.ReadFile();
        }
        catch (YamlException error)
        {
            // The library's message may quote the text around the error, which may be a private key.
            throw NotYaml(error.Start.Line);
        }
        catch (Exception error) when (error is not WebConfigException)
        {
            // For some texts the library throws other exceptions.
            throw NotYaml(document._parser.Current?.End.Line ?? 1);
        }
    }

    /// <summary>YAML allows none (YAML 1.2.2, 5.1). A crash while a file is written can leave it full of zero bytes.</summary>
    private static void RefuseControlCharacters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\n' or '\t' or '\r'))
            {
                var line = text.AsSpan(0, i).Count('\n') + 1;
                throw WebConfigException.AtLine(line, string.Create(CultureInfo.InvariantCulture, $"control character U+{(int)text[i]:X4}"));
            }
        }
    }

    private static WebConfigException NotYaml(long line) =>
        WebConfigException.AtLine(line, "this is not YAML, here or on the next line: check indentation, tabs, quotes and colons");

    private YamlNode? ReadFile()
    {
        _ = _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        _ = _parser.Consume<DocumentStart>();
        var root = ReadNode(MaxDepth);
        _ = _parser.Consume<DocumentEnd>();
        return _parser.TryConsume<DocumentStart>(out var second)
            ? throw WebConfigException.AtLine(second.Start.Line, "the file has a second document, which would be ignored")
            : root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchored.GetValueOrDefault(alias.Value) ?? throw WebConfigException.AtLine(alias.Start.Line, "unknown anchor");
        }

        var start = _parser.Consume<NodeEvent>();
        if (depth == 0)
        {
            throw WebConfigException.AtLine(start.Start.Line, "this is nested too deeply");
        }

        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
        {
            throw WebConfigException.AtLine(start.Start.Line, "tags (!…) are not supported");
        }

        var line = start.Start.Line;
        var node = start switch
        {
            Scalar scalar => new YamlNode(line) { Scalar = scalar.Value, IsPlain = scalar.Style is ScalarStyle.Plain },
            SequenceStart => new YamlNode(line) { Items = ReadItems(depth) },
            _ => new YamlNode(line) { Entries = ReadEntries(depth) },
        };
        if (!start.Anchor.IsEmpty)
        {
            // After its content, so that nothing can contain itself.
            _anchored[start.Anchor] = node;
        }

        return node;
    }

    private List<YamlNode> ReadItems(int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth - 1));
        }

        return items;
    }

    private List<KeyValuePair<string, YamlNode>> ReadEntries(int depth)
    {
        var entries = new List<KeyValuePair<string, YamlNode>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth - 1);
            if (key.Scalar is not { } name)
            {
                throw key.Error("a key must be text");
            }

            if (!keys.Add(name))
            {
                throw key.Error($"key {WebConfigException.Quote(name)} is given twice");
            }

            entries.Add(new(name, ReadNode(depth - 1)));
        }

        return entries;
    }
}

/// <summary>
/// A value of the file: a scalar, a sequence or a mapping, and its line. A value of another kind than the one asked for is an error with that
/// line and the key that the caller names; a null stands for the empty value of the kind asked for.
/// </summary>
/// <param name="line">The line where it begins, counted from 1.</param>
internal sealed class YamlNode(long line)
{
    /// <summary>The text of a scalar, else null.</summary>
    public string? Scalar { get; init; }

    /// <summary>Whether the scalar has no quotes, so that it may be something else than text.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The items of a sequence, else null.</summary>
    public IReadOnlyList<YamlNode>? Items { get; init; }

    /// <summary>The keys and values of a mapping, else null. No key occurs twice.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlNode>>? Entries { get; init; }

    /// <summary>Whether it is null, or a mapping without keys.</summary>
    public bool IsBlank => IsNull || Entries is { Count: 0 };

    private bool IsNull => IsPlain && Scalar is "" or "~" or "null" or "Null" or "NULL";

    public WebConfigException Error(string message) => WebConfigException.AtLine(line, message);

    /// <summary>Keys and values; none for null.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlNode>> Mapping(string name) =>
        IsNull ? [] : Entries ?? throw Error($"{name} must be a mapping");

    /// <summary>Texts; null for null.</summary>
    public IReadOnlyList<YamlNode>? Sequence(string name) =>
        IsNull ? null : Items ?? throw Error($"{name} must be a list");

    /// <summary>The text of any scalar; empty for null.</summary>
    public string Text(string name) => IsNull ? "" : Scalar ?? throw Error($"{name} must be text");

    /// <summary>A truth value in one of YAML 1.1's spellings; <paramref name="otherwise"/> for null.</summary>
    public bool Boolean(string name, bool otherwise) => this switch
    {
        { IsNull: true } => otherwise,
        { IsPlain: true, Scalar: "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" } => true,
        { IsPlain: true, Scalar: "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" } => false,
        _ => throw Error($"{name} must be true or false"),
    };

    /// <summary>A whole number, 0 or more, in decimal digits; 0 for null.</summary>
    public int Count(string name)
    {
        var count = 0;
        return IsNull || (IsPlain && int.TryParse(Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out count))
            ? count
            : throw Error($"{name} must be a whole number, 0 or more");
    }

    /// <summary>A duration with its unit, 0 or more; 0 for null.</summary>
    public TimeSpan Duration(string name)
    {
        var duration = TimeSpan.Zero;
        return IsNull || (GoDuration.TryParse(Scalar, out duration) && duration >= TimeSpan.Zero)
            ? duration
            : throw Error($"{name} must be a duration like 500ms, 1s or 1m30s, 0 or more");
    }
}

/// <summary>The web configuration file, or a file it names, cannot be used. The message never quotes a secret.</summary>
internal sealed class WebConfigException(string message) : Exception(message)
{
    private const int LongestKey = 32;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@<");

    /// <summary>Quotes a key for an error message. What does not look like a key may be a misplaced hash or private key, and is not quoted.</summary>
    public static string Quote(string key) =>
        key.Length <= LongestKey && !key.AsSpan().ContainsAnyExcept(KeyCharacters) ? $"\"{key}\"" : "(not quoted, it may be a secret)";

    /// <summary>An error at a line of the file, counted from 1.</summary>
    public static WebConfigException AtLine(long line, string message) => new($"yaml: line {line}: {message}");
}
