// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.Architecture;

/// <summary>Tests that references between namespaces have no cycles, so that a namespace can be read without the namespaces that use it.</summary>
public sealed class NamespaceTests
{
    private static readonly string[] Assemblies =
        [.. new[] { typeof(MetricType), typeof(BuildInfo), typeof(SimulatedEndpoint) }.Select(static type => type.Assembly.Location)];

    [Fact]
    public void Namespaces_OfTheCompiledAssemblies_FormNoCycle()
    {
        var cycles = NamespaceReference.Cycles(Assemblies.SelectMany(static path => AssemblyReferences.Read(path, "EcsExporter")));
        Assert.True(cycles.Count == 0, string.Join('\n', cycles));
    }

    [Theory]
    [InlineData("EcsExporter.Server.Commands", "EcsExporter.Server.Scraping", "ServeCommand", "Exporter")] // the state machine of an async method
    [InlineData("EcsExporter.Server.Scraping", "EcsExporter.Server.CommandLine", "Exporter", "ExporterOptions")] // the signature of a constructor
    [InlineData("EcsExporter.Server.Scraping", "EcsExporter.Metrics", "Exporter", "MetricRegistry`1")] // the type of a field, in another assembly
    [InlineData("EcsExporter.Server.CommandLine", "EcsExporter.Server.Text", "UsageException", "GoQuoting")] // a call alone
    public void Read_ThisAssembly_FindsTheReference(string from, string to, string fromType, string toType) =>
        Assert.Contains(new NamespaceReference(from, to, fromType, toType), AssemblyReferences.Read(Assemblies[1], "EcsExporter"));

    [Theory]
    [InlineData("", "")]
    [InlineData("A>B B>C A>C A>A", "")]
    [InlineData("A>B B>A", "A → B → A (AB uses BA, BA uses AB)")]
    [InlineData("A>B B>C C>B", "B → C → B (BC uses CB, CB uses BC)")]
    [InlineData("A>B B>C C>D D>A B>E E>F", "A → B → C → D → A (AB uses BA, BC uses CB, CD uses DC, DA uses AD)")]
    [InlineData("A>B B>C C>A B>A X>A", "A → B → A (AB uses BA, BA uses AB); C → A → B → C (CA uses AC, AB uses BA, BC uses CB)")]
    [InlineData("A>A.B A.B>A", "A → A.B → A (AA.B uses A.BA, A.BA uses AA.B)")]
    [InlineData("A>B B>A C>D D>C", "A → B → A (AB uses BA, BA uses AB); C → D → C (CD uses DC, DC uses CD)")]
    public void Cycles_SmallGraph_NamesACycleOfEachNamespaceOnOne(string references, string expected) =>
        Assert.Equal(expected, string.Join("; ", NamespaceReference.Cycles(references.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Reference))));

    private static NamespaceReference Reference(string text)
    {
        var ends = text.Split('>');
        return new(ends[0], ends[1], ends[0] + ends[1], ends[1] + ends[0]);
    }
}
