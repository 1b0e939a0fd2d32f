// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.PublishImage;

/// <summary>Parses the parameters of a WWW-Authenticate header (RFC 9110, section 11.6.1). Commas within quotes belong to the value.</summary>
internal static class BearerChallenge
{
    /// <summary>Parses <c>realm="https://...",service="...",scope="repository:name:pull,push"</c>.</summary>
    public static Dictionary<string, string> Parse(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var start = 0;
        var isQuoted = false;
        for (var index = 0; index <= text.Length; index++)
        {
            if (index < text.Length && text[index] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (index == text.Length || (text[index] == ',' && !isQuoted))
            {
                if (text[start..index].Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value])
                {
                    parameters[name] = value.Trim('"');
                }

                start = index + 1;
            }
        }

        return parameters;
    }
}
