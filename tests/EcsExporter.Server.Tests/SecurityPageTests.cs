// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EcsExporter.Server.Tests;

/// <summary>Tests that the lists in <c>SECURITY.md</c> match the code.</summary>
public sealed partial class SecurityPageTests
{
    private const string Server = "src/EcsExporter.Server/EcsExporter.Server.csproj";

    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("SECURITY.md"));

    [Fact]
    public void Dependencies_Table_HasEveryPackageAndWhetherItIsInTheBinary()
    {
        var pinned = Packages("Directory.Packages.props", "PackageVersion");
        var inBinary = Packages(Server, "PackageReference");

        Assert.Equal(
            pinned.Select(package => (package, inBinary.Contains(package) ? "yes" : "no")),
            from row in DependencyRows().Matches(Page)
            from package in row.Groups[1].Value.Split(", ")
            where pinned.Contains(package)
            orderby package
            select (package, row.Groups[2].Value));
    }

    [Fact]
    public void Tests_Named_Exist()
    {
        var named = TestClasses().Matches(Page).Select(match => match.Groups[1].Value).Distinct().ToList();
        var sources = Directory.EnumerateFiles(RepositoryRoot.File("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, sources));
    }

    private static IReadOnlyList<string> Packages(string file, string element) =>
        [.. XDocument.Load(RepositoryRoot.File(file.Split('/'))).Descendants(element).Select(package => package.Attribute("Include")!.Value).Order()];

    [GeneratedRegex("""^\| ([^|]+) \| (yes|no) \|""", RegexOptions.Multiline)]
    private static partial Regex DependencyRows();

    [GeneratedRegex("`([A-Za-z]+Tests)`")]
    private static partial Regex TestClasses();
}
