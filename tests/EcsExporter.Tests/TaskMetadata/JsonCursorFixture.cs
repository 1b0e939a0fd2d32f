// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.TaskMetadata;

/// <summary>Reads JSON with a cursor and compares the result.</summary>
public abstract class JsonCursorFixture
{
    private protected const string NoData = "-";
    private protected const string Anomaly = "!";

    private protected readonly Anomalies _anomalies = new(new CapturingLogger());

    private protected delegate object? ValueReader(ref JsonCursor json);

    private protected List<string> Names(string json)
    {
        JsonCursor cursor = new(Encoding.UTF8.GetBytes(json), new StringPool(), _anomalies, AnomalyKind.MalformedStats);
        List<string> names = [];
        cursor.ExpectObject();
        while (cursor.NextProperty(out var name))
        {
            names.Add(name);
            cursor.Skip();
        }

        cursor.ExpectEnd();
        return names;
    }

    /// <summary>Reads the value as a property and as an array element, and checks that the cursor then finds the next value.</summary>
    private protected void Check(string json, string expected, ValueReader read)
    {
        JsonCursor cursor =
            new(Encoding.UTF8.GetBytes($$"""{"p": {{json}}, "e": [{{json}}, 6], "next": 7}"""), new StringPool(), _anomalies, AnomalyKind.MalformedPids);
        Assert.True(cursor.NextProperty(out _));
        var property = Convert.ToString(read(ref cursor), CultureInfo.InvariantCulture);
        Assert.Equal(expected == Anomaly ? 1 : 0, cursor.Reported);

        Assert.True(cursor.NextProperty(out var name));
        Assert.Equal("e", name);
        Assert.True(cursor.BeginArray());
        Assert.True(cursor.NextElement());
        var element = Convert.ToString(read(ref cursor), CultureInfo.InvariantCulture);
        Assert.True(cursor.NextElement());
        Assert.Equal(6UL, cursor.UInt64());
        Assert.False(cursor.NextElement());

        Assert.True(cursor.NextProperty(out name));
        Assert.Equal("next", name);
        Assert.Equal(7UL, cursor.UInt64());
        Assert.False(cursor.NextProperty(out _));
        cursor.ExpectEnd();

        Assert.Equal(expected is Anomaly or NoData ? "" : expected, property);
        Assert.Equal(property, element);
        Assert.Equal(expected == Anomaly ? 2 : 0, _anomalies[AnomalyKind.MalformedPids]);
    }
}
