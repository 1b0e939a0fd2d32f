// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace EcsExporter.TestSupport;

/// <summary>
/// Reports one skipped test for each unmet requirement. The test's name contains the requirement, because <c>dotnet test</c> does not print the
/// reasons of skipped tests into files and pipes.
/// </summary>
public sealed class RequirementTests
{
    /// <summary>Each requirement with the number of test methods that name it.</summary>
    public static IEnumerable<ITheoryDataRow> Rows => Requirement.All.Select(static requirement =>
    {
        var row = new TheoryDataRow<string, int>(requirement.Key, Methods(requirement.Key));
        if (!requirement.Value.IsMet && !requirement.Value.IsMandatory)
        {
            row.Skip = $"There is no {requirement.Value.Description}";
            row.TestDisplayName = $"{row.Skip}, so tests that need it are left out ";
        }

        return row;
    });

    [Theory]
    [MemberData(nameof(Rows))]
    public void Requirement_OfATest_IsMet(string requirement, int methods)
    {
        Assert.True(methods > 0, $"no test requires {requirement}");
        Assert.True(Requirement.All[requirement].IsMet, $"there is no {Requirement.All[requirement].Description}");
    }

    private static int Methods(string requirement) => typeof(RequirementTests).Assembly.GetTypes()
        .SelectMany(static type => type.GetMethods())
        .Count(
            method => method.GetCustomAttributes().OfType<IRequires>().Any(test => test.Requirement == requirement || test.SecondRequirement == requirement));
}
