// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Text;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Reads the elements and text of EC2's Query API forward only. Attributes are checked and skipped. A document type, a CDATA section, an unknown
/// entity, mismatched tags and deep nesting are errors, so that no document can expand in memory. <c>System.Xml</c> would add several hundred
/// kilobytes to the executable.
/// </summary>
internal ref struct XmlScanner
{
    private const int MaxDepth = 32;

    private static readonly SearchValues<byte> NameEnd = SearchValues.Create(" \t\r\n/>="u8);

    private readonly ReadOnlySpan<byte> _xml;
    private readonly Range[] _open = new Range[MaxDepth];
    private int _at;
    private bool _isSelfClosing;
    private bool _hasRoot;

    /// <summary>Starts before the first element.</summary>
    public XmlScanner(ReadOnlySpan<byte> xml) => _xml = xml;

    /// <summary>The number of open elements.</summary>
    public int Depth { get; private set; }

    /// <summary>The name of the innermost open element.</summary>
    public readonly ReadOnlySpan<byte> Name => Depth > 0 ? _xml[_open[Depth - 1]] : [];

    /// <summary>
    /// Enters the next child of the open element and skips the text before it. At the end of the open element, leaves it and returns false. At the
    /// start, the child is the root.
    /// </summary>
    /// <exception cref="FormatException">The text is not XML of the accepted kind.</exception>
    public bool NextChild()
    {
        if (_isSelfClosing)
        {
            _isSelfClosing = false;
            Depth--;
            return false;
        }

        while (true)
        {
            var text = SkipTo((byte)'<');
            if (Depth == 0 && text.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            {
                throw new FormatException("there is text outside of the root element");
            }

            if (_at == _xml.Length)
            {
                return Depth == 0 && _hasRoot ? false : throw new FormatException("the document is not complete");
            }

            if (!SkipMarkup())
            {
                return ReadTag();
            }
        }
    }

    /// <summary>Returns the text of the open element and leaves it. Elements within it are skipped.</summary>
    /// <exception cref="FormatException">The text is not XML of the accepted kind.</exception>
    public string Text()
    {
        if (_isSelfClosing)
        {
            _ = NextChild();
            return "";
        }

        var text = Decode(_xml[_at..(_at + Math.Max(0, _xml[_at..].IndexOf((byte)'<')))]);
        Skip();
        return text;
    }

    /// <summary>Leaves the open element.</summary>
    /// <exception cref="FormatException">The text is not XML of the accepted kind.</exception>
    public void Skip()
    {
        for (var depth = Depth; Depth >= depth;)
        {
            _ = NextChild();
        }
    }

    private ReadOnlySpan<byte> SkipTo(byte value)
    {
        var length = _xml[_at..].IndexOf(value);
        var skipped = length < 0 ? _xml[_at..] : _xml.Slice(_at, length);
        _at += skipped.Length;
        return skipped;
    }

    /// <summary>Skips a declaration or a comment. Returns false when there is neither.</summary>
    private bool SkipMarkup()
    {
        return SkipMarkup("<?"u8, "?>"u8) || SkipMarkup("<!--"u8, "-->"u8);
    }

    private bool SkipMarkup(ReadOnlySpan<byte> begin, ReadOnlySpan<byte> end)
    {
        if (!_xml[_at..].StartsWith(begin))
        {
            return false;
        }

        _at += begin.Length;
        var length = _xml[_at..].IndexOf(end);
        _at += length < 0 ? throw new FormatException("a comment or a processing instruction does not end") : length + end.Length;
        return true;
    }

    /// <summary>Reads a tag. Returns true for a start tag.</summary>
    private bool ReadTag()
    {
        _at++;
        var isEnd = _at < _xml.Length && _xml[_at] == '/';
        _at += isEnd ? 1 : 0;
        var length = _xml[_at..].IndexOfAny(NameEnd);
        if (length <= 0 || !IsNameStart(_xml[_at]))
        {
            throw new FormatException("a tag has no name");
        }

        var name = _at..(_at + length);
        _at += length;
        if (isEnd)
        {
            SkipSpace();
            Expect((byte)'>');
            if (!Name.SequenceEqual(_xml[name]) || Depth == 0)
            {
                throw new FormatException("an end tag does not match");
            }

            Depth--;
            return false;
        }

        if (Depth == MaxDepth || (Depth == 0 && _hasRoot))
        {
            throw new FormatException("the elements are nested too deeply, or there are two roots");
        }

        _hasRoot = true;
        _open[Depth++] = name;
        SkipAttributes();
        return true;
    }

    private static bool IsNameStart(byte value) => char.IsAsciiLetter((char)value) || value == '_';

    private void SkipAttributes()
    {
        for (SkipSpace(); _at < _xml.Length && IsNameStart(_xml[_at]); SkipSpace())
        {
            _at += Math.Max(0, _xml[_at..].IndexOfAny(NameEnd));
            SkipSpace();
            Expect((byte)'=');
            SkipSpace();
            var quote = _at < _xml.Length ? _xml[_at] : (byte)0;
            if (quote is not ((byte)'"' or (byte)'\''))
            {
                throw new FormatException("an attribute has no quotes");
            }

            _at++;
            _ = SkipTo(quote);
            Expect(quote);
        }

        if (_at < _xml.Length && _xml[_at] == '/')
        {
            _at++;
            _isSelfClosing = true;
        }

        Expect((byte)'>');
    }

    private void SkipSpace()
    {
        while (_at < _xml.Length && _xml[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private void Expect(byte value)
    {
        if (_at >= _xml.Length || _xml[_at] != value)
        {
            throw new FormatException("a tag is malformed");
        }

        _at++;
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'&'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var decoded = new StringBuilder();
        while (text.IndexOf((byte)'&') is >= 0 and var at)
        {
            decoded.Append(Encoding.UTF8.GetString(text[..at]));
            text = text[(at + 1)..];
            var end = text.IndexOf((byte)';');
            decoded.Append(Entity(end < 0 ? [] : text[..end]));
            text = text[(end + 1)..];
        }

        return decoded.Append(Encoding.UTF8.GetString(text)).ToString();
    }

    private static string Entity(ReadOnlySpan<byte> name)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("lt"u8):
                return "<";
            case var _ when name.SequenceEqual("gt"u8):
                return ">";
            case var _ when name.SequenceEqual("amp"u8):
                return "&";
            case var _ when name.SequenceEqual("quot"u8):
                return "\"";
            case var _ when name.SequenceEqual("apos"u8):
                return "'";
        }

        var isHexadecimal = name.StartsWith("#x"u8);
        var digits = Encoding.ASCII.GetString(name.StartsWith("#"u8) ? name[(isHexadecimal ? 2 : 1)..] : []);
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return int.TryParse(digits, style, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code)
            ? new Rune(code).ToString()
            : throw new FormatException("an entity is not known");
    }
}
