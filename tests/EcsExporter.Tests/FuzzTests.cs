// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>Runs the first cases of <c>tests/EcsExporter.Fuzz</c>, which can run for any time.</summary>
public sealed class FuzzTests
{
    /// <summary>A fixed seed and a random seed.</summary>
    public static TheoryData<int> Seeds => [1, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Scrape_DamagedDocuments_IsValidAndTheSameInEveryFormat(int seed) =>
        Assert.Null(await new FuzzRun(FuzzTarget.All.OfType<PayloadTarget>().Single(), seed, cases: 1500).RunAsync(Environment.ProcessorCount));
}
