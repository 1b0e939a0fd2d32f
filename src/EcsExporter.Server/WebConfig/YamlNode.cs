// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// A value of the file: a scalar, a sequence or a mapping, and where it stands. What is asked of it and is not there is an
/// error with its line; a null is whatever "nothing" is for the kind asked for.
/// </summary>
/// <param name="line">Where it begins, counted from 1.</param>
internal sealed class YamlNode(long line)
{
    /// <summary>The text of a scalar, else null.</summary>
    public string? Scalar { get; init; }

    /// <summary>Whether the scalar stands without quotes, so that it may be something else than text.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The items of a sequence, else null.</summary>
    public IReadOnlyList<YamlNode>? Items { get; init; }

    /// <summary>The keys and values of a mapping, else null. No key comes twice.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlNode>>? Entries { get; init; }

    /// <summary>Whether it is null, or a mapping without keys.</summary>
    public bool IsBlank => IsNull || Entries is { Count: 0 };

    private bool IsNull => IsPlain && Scalar is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>An error at this place.</summary>
    public WebConfigException Error(string message) => WebConfigException.AtLine(line, message);

    /// <summary>Keys and values; none for null.</summary>
    /// <param name="name">What it is in the file, for the error.</param>
    public IReadOnlyList<KeyValuePair<string, YamlNode>> Mapping(string name) =>
        IsNull ? [] : Entries ?? throw Error($"{name} must be a mapping");

    /// <summary>Texts; null for null.</summary>
    /// <param name="name">What it is in the file, for the error.</param>
    public IReadOnlyList<YamlNode>? Sequence(string name) =>
        IsNull ? null : Items ?? throw Error($"{name} must be a list");

    /// <summary>The text of any scalar; empty for null.</summary>
    /// <param name="name">What it is in the file, for the error.</param>
    public string Text(string name) => IsNull ? "" : Scalar ?? throw Error($"{name} must be text");

    /// <summary>A truth value in one of YAML 1.1's spellings.</summary>
    /// <param name="name">What it is in the file, for the error.</param>
    /// <param name="otherwise">What null means.</param>
    public bool Boolean(string name, bool otherwise) => this switch
    {
        { IsNull: true } => otherwise,
        { IsPlain: true, Scalar: "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" } => true,
        { IsPlain: true, Scalar: "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" } => false,
        _ => throw Error($"{name} must be true or false"),
    };

    /// <summary>A whole number, 0 or more, in decimal digits; 0 for null.</summary>
    /// <param name="name">What it is in the file, for the error.</param>
    public int Count(string name)
    {
        if (IsNull)
        {
            return 0;
        }

        return IsPlain && int.TryParse(Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Error($"{name} must be a whole number, 0 or more");
    }

    /// <summary>A duration with its unit, 0 or more; 0 for null.</summary>
    /// <param name="name">What it is in the file, for the error.</param>
    public TimeSpan Duration(string name)
    {
        if (IsNull)
        {
            return TimeSpan.Zero;
        }

        return GoDuration.TryParse(Scalar, out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw Error($"{name} must be a duration like 500ms, 1s or 1m30s, 0 or more");
    }
}
