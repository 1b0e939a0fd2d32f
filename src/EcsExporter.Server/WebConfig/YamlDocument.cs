// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EcsExporter.Server.WebConfig;

/// <summary>Reads the one document of a YAML file. Errors carry its line.</summary>
internal sealed class YamlDocument
{
    /// <summary>The file needs 3. A limit, because a deeper text could exhaust the stack, which nothing survives.</summary>
    private const int MaxDepth = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<AnchorName, YamlNode> _anchored = [];
    private readonly Parser _parser;

    private YamlDocument(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The document's value, or null when there is none.</summary>
    /// <exception cref="WebConfigException">It is not YAML, or uses what this file has no need of: tags, more documents than one.</exception>
    public static YamlNode? Read(ReadOnlySpan<byte> utf8)
    {
        // Editors of other systems put a byte order mark first.
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
            // Not in the library's words, which may quote the text around the error: it may be a key.
            throw NotYaml(error.Start.Line);
        }
        catch (Exception error) when (error is not WebConfigException)
        {
            // The library stumbles over some texts instead of refusing them.
            throw NotYaml(document._parser.Current?.End.Line ?? 1);
        }
    }

    /// <summary>YAML has none (YAML 1.2.2, 5.1). A file full of zeros is what a crash leaves of one that was being written.</summary>
    private static void RefuseControlCharacters(string text)
    {
        var line = 1;
        foreach (var character in text)
        {
            if (character == '\n')
            {
                line++;
            }
            else if (char.IsControl(character) && character is not ('\t' or '\r'))
            {
                throw WebConfigException.AtLine(line, string.Create(CultureInfo.InvariantCulture, $"control character U+{(int)character:X4}"));
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
