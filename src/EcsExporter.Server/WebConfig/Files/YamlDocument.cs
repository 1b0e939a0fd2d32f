// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Text;
using EcsExporter.Server.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EcsExporter.Server.WebConfig.Files;

/// <summary>Parses a YAML file with one document. Errors have a line number.</summary>
internal sealed class YamlDocument
{
    /// <summary>The limit for nesting; a valid file needs 3. Without it, deep nesting could exhaust the stack, which ends the process.</summary>
    private const int MaxDepth = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<AnchorName, YamlNode> _anchored = [];
    private readonly Parser _parser;

    private YamlDocument(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Returns the document's value; null when there is none.</summary>
    /// <exception cref="WebConfigException">The text is not YAML, or has tags or a second document, which are not supported.</exception>
    public static YamlNode? Read(ReadOnlySpan<byte> utf8)
    {
        // Editors on Windows may write a byte order mark at the beginning.
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
            throw NotYaml(text, error.Start.Line);
        }
        catch (Exception error) when (error is not WebConfigException)
        {
            // The library throws other exceptions for some texts.
            throw NotYaml(text, document._parser.Current?.End.Line ?? 1);
        }
    }

    /// <summary>
    /// Refuses control characters, which YAML does not allow (YAML 1.2.2, section 5.1). A crash during a write can leave a file full of zero bytes.
    /// </summary>
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

    private static WebConfigException NotYaml(string text, long line)
    {
        // The parser may notice an error one line early, or one line late: it joins a line without ": " to the next line.
        var number = 0L;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            number++;
            if (Math.Abs(number - line) <= 1 && content.TrimStart() is not ['#', ..] && HtpasswdLine.Is(content))
            {
                return WebConfigException.AtLine(number, HtpasswdLine.Advice);
            }
        }

        return WebConfigException.AtLine(line, "this is not YAML, here or on the next line: check indentation, tabs, quotes and colons");
    }

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
            // Stored after its content has been read, so that no node can contain itself.
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

    private List<YamlEntry> ReadEntries(int depth)
    {
        var entries = new List<YamlEntry>();
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

            entries.Add(new(key, ReadNode(depth - 1)));
        }

        return entries;
    }
}

/// <summary>
/// Holds a value of the file: a scalar, a sequence or a mapping, and its line. Reading a value of another kind throws an error with the line and the
/// key that the caller names. A null is read as the empty value of the requested kind.
/// </summary>
/// <param name="line">The line of the value, counted from 1.</param>
internal sealed class YamlNode(long line)
{
    /// <summary>The text of a scalar; otherwise null.</summary>
    public string? Scalar { get; init; }

    /// <summary>Whether the scalar is unquoted, so that it may be something other than text.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The items of a sequence; otherwise null.</summary>
    public IReadOnlyList<YamlNode>? Items { get; init; }

    /// <summary>The keys and values of a mapping; otherwise null. Each key occurs once.</summary>
    public IReadOnlyList<YamlEntry>? Entries { get; init; }

    /// <summary>Whether the value is null or an empty mapping.</summary>
    public bool IsBlank => IsNull || Entries is { Count: 0 };

    /// <summary>The error when the value, or an item of the list, is a line of htpasswd; otherwise null.</summary>
    private WebConfigException? PastedLine =>
        HtpasswdLine.Is(Scalar) ? Error(HtpasswdLine.Advice)
        : Items?.FirstOrDefault(static item => HtpasswdLine.Is(item.Scalar)) is { } pasted ? pasted.Error(HtpasswdLine.Advice)
        : null;

    private bool IsNull => IsPlain && Scalar is "" or "~" or "null" or "Null" or "NULL";

    public WebConfigException Error(string message) => WebConfigException.AtLine(line, message);

    /// <summary>Returns the keys and values of a mapping; empty for null.</summary>
    public IReadOnlyList<YamlEntry> Mapping(string name) =>
        IsNull ? [] : Entries ?? throw PastedLine ?? Error($"{name} must have the form key: value");

    /// <summary>Returns the items of a list; null for null.</summary>
    public IReadOnlyList<YamlNode>? Sequence(string name) =>
        IsNull ? null : Items ?? throw Error($"{name} must be a list");

    /// <summary>Returns the text of any scalar; empty for null.</summary>
    public string Text(string name) => IsNull ? "" : Scalar ?? throw Error($"{name} must be text");

    /// <summary>Parses a boolean in one of YAML 1.1's spellings; returns <paramref name="otherwise"/> for null.</summary>
    public bool Boolean(string name, bool otherwise) => this switch
    {
        { IsNull: true } => otherwise,
        { IsPlain: true, Scalar: "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" } => true,
        { IsPlain: true, Scalar: "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" } => false,
        _ => throw Error($"{name} must be true or false"),
    };

    /// <summary>Parses a whole number, 0 or more, in decimal digits; returns 0 for null.</summary>
    public int Count(string name)
    {
        var count = 0;
        return IsNull || (IsPlain && int.TryParse(Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out count))
            ? count
            : throw Error($"{name} must be a whole number, 0 or more");
    }

    /// <summary>Parses a duration with its unit, 0 or more; returns 0 for null.</summary>
    public TimeSpan Duration(string name)
    {
        var duration = TimeSpan.Zero;
        return IsNull || (GoDuration.TryParse(Scalar, out duration) && duration >= TimeSpan.Zero)
            ? duration
            : throw Error($"{name} must be a duration like 500ms, 1s or 1m30s, 0 or more");
    }
}

/// <summary>Holds a key of a mapping and its value.</summary>
internal sealed class YamlEntry(YamlNode key, YamlNode value)
{
    public string Key => key.Scalar!;

    public YamlNode Value => value;

    /// <summary>Creates an error for the line of the key.</summary>
    public WebConfigException Error(string message) => key.Error(message);

    public void Deconstruct(out string name, out YamlNode content) => (name, content) = (Key, value);
}

/// <summary>Recognizes a line of htpasswd, <c>NAME:$2y$…</c>. It is not YAML's <c>NAME: $2y$…</c>, and is often pasted into the file unchanged.</summary>
internal static class HtpasswdLine
{
    public const string Advice =
        "this looks like a line of htpasswd: write NAME: '$2y$...' under basic_auth_users, with a space after the colon";

    /// <summary>Whether the text has a name and, directly after a colon, a bcrypt hash.</summary>
    public static bool Is(ReadOnlySpan<char> text) =>
        text.IndexOf(":$2") is > 0 and var colon && text[colon..] is [_, _, _, 'a' or 'b' or 'y', '$', ..];
}

/// <summary>Reports that the web configuration file, or a file that it names, is not valid. The message never quotes a secret.</summary>
internal sealed class WebConfigException(string message) : Exception(message)
{
    private const int LongestKey = 32;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@<");

    /// <summary>
    /// Quotes a key for an error message. A text that does not look like a key may be a misplaced hash or private key, and is not quoted.
    /// </summary>
    public static string Quote(string key) =>
        key.Length <= LongestKey && !key.AsSpan().ContainsAnyExcept(KeyCharacters) ? $"\"{key}\"" : "(not quoted, it may be a secret)";

    /// <summary>Creates an error for a line of the file, counted from 1.</summary>
    public static WebConfigException AtLine(long line, string message) => new($"yaml: line {line}: {message}");
}
