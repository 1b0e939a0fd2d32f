// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>The first cases of what <c>tests/EcsExporter.Fuzz</c> does for as long as one wants.</summary>
public sealed class FuzzTests
{
    /// <summary>A seed that is always the same, and one that nobody has tried.</summary>
    public static TheoryData<int> Seeds => [1, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Scrape_DamagedDocuments_IsValidAndTheSameInEveryFormat(int seed) =>
        Assert.Null(await new FuzzRun(FuzzTarget.All.OfType<PayloadTarget>().Single(), seed, cases: 1500).RunAsync(Environment.ProcessorCount));
}
